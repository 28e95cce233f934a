import { SessionNotFoundError } from "@semvec/core";
import { dotProduct, unitVector } from "../cluster/unit-vector.js";
import type { VoterInput } from "../entity/entity-command.js";
import { networkEntityId } from "../entity/entity-ids.js";
import type { EntityParts } from "../entity/entity-state.js";
import { type Pointer, samePointer } from "../entity/pointer.js";
import { coordinationLimits } from "../limits.js";
import { recentPeers } from "../network/network-part.js";
import type { EntityRunner } from "./entity-runner.js";
import { mapConcurrently } from "./map-concurrently.js";

/** What is put to the vote, and when. */
export interface Proposal {
  readonly proposerId: string;
  readonly target: ArrayLike<number>;
  readonly nowMs: number;
}

/** Those who may vote, and how near each is to the proposal. */
export interface Electorate {
  readonly proposer: Pointer;
  readonly voters: readonly VoterInput[];
}

/**
 * Reads the electorate of a proposal: the proposer and the sessions of its cluster; with no
 * cluster, the sessions that network calls named in the last 24 hours. Sessions that are gone are
 * not in it; those of another dimension abstain, as those without a state do.
 *
 * @throws SessionNotFoundError when the proposer is gone
 */
export async function readElectorate(
  runner: EntityRunner,
  { proposerId, target, nowMs }: Proposal,
): Promise<Electorate> {
  const found = await runner.read(
    proposerId,
    (state, { genesisSeq }) =>
      state && { parts: state.parts, pointer: { id: proposerId, genesisSeq } },
  );
  if (found === undefined) throw new SessionNotFoundError();
  const { parts, pointer: proposer } = found;
  const group =
    (await readCluster(runner, parts.memberOf)) ??
    ownCluster(parts, proposer) ??
    (await readPeers(runner, nowMs));
  const others = group.filter(({ id }) => id !== proposerId);
  const { readsAtOnce } = coordinationLimits;
  const unit = unitVector(target);
  const [own, ...rest] = await mapConcurrently([proposer, ...others], readsAtOnce, (pointer) =>
    readVoter(runner, pointer, unit),
  );
  // Deleted meanwhile: nobody would know its trust.
  if (own === undefined) throw new SessionNotFoundError();
  return { proposer, voters: [own, ...rest.filter((voter) => voter !== undefined)] };
}

/** The backing session and the members of a cluster that is still there. */
async function readCluster(
  runner: EntityRunner,
  cluster: Pointer | undefined,
): Promise<readonly Pointer[] | undefined> {
  if (cluster === undefined) return undefined;
  return runner.read(cluster.id, (state, { genesisSeq }) =>
    state !== undefined && genesisSeq === cluster.genesisSeq
      ? ownCluster(state.parts, cluster)
      : undefined,
  );
}

function ownCluster({ cluster }: EntityParts, backing: Pointer): readonly Pointer[] | undefined {
  return cluster && [backing, ...cluster.children];
}

async function readPeers(runner: EntityRunner, nowMs: number): Promise<readonly Pointer[]> {
  return runner.read(networkEntityId, (state) =>
    recentPeers(state?.parts.network?.peers ?? [], nowMs),
  );
}

async function readVoter(
  runner: EntityRunner,
  { id, genesisSeq }: Pointer,
  target: ArrayLike<number> | undefined,
): Promise<VoterInput | undefined> {
  const session = { id, genesisSeq };
  return runner.read(id, (state, version) => {
    if (state === undefined || !samePointer(session, { id, genesisSeq: version.genesisSeq })) {
      return undefined;
    }
    const own = unitVector(state.session.progress.semantic.vector);
    if (own === undefined || target === undefined || own.length !== target.length) {
      return { session };
    }
    return { session, similarity: Math.max(-1, Math.min(1, dotProduct(own, target))) };
  });
}
