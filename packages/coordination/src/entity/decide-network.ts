import type { Decision, LogPosition } from "@semvec/core";
import { holdVote } from "../network/hold-vote.js";
import { type NetworkPart, newNetwork } from "../network/network-part.js";
import { adjustTrust, trustOf } from "../network/trust.js";
import type { ConsensusAnswer, EntityAnswer } from "./entity-answer.js";
import type {
  ForgetPeerCommand,
  HoldConsensusCommand,
  NamePeersCommand,
  SwitchUserCommand,
} from "./entity-command.js";
import type { EntityOp, NetworkUsedOp } from "./entity-op.js";
import type { EntityState } from "./entity-state.js";
import { samePointer } from "./pointer.js";
import { beginSession, opTime } from "./session-ops.js";

type UseCommand = NamePeersCommand | SwitchUserCommand | HoldConsensusCommand;

/** The user whose partition is active before anybody has switched. */
export const defaultUser = "default";

/** Decides a command on a subject's network; the first one creates it. */
export function decideNetwork(
  state: EntityState | undefined,
  command: UseCommand | ForgetPeerCommand,
  position: LogPosition,
): Decision<EntityOp, EntityAnswer> {
  const network = state?.parts.network ?? newNetwork;
  if (command.kind === "forget-peer") return decideForgetPeer(state, network, command);
  const used: NetworkUsedOp = {
    kind: "network-used",
    atMs: opTime(state, command.nowMs),
    ...(state === undefined && {
      session: beginSession(command.options, command.nowMs, position),
    }),
    peers: [],
    trust: [],
  };
  switch (command.kind) {
    case "name-peers": {
      const { peers } = command;
      return { op: { ...used, peers }, answer: { named: peers.length } };
    }
    case "switch-user": {
      const { userId } = command;
      const previousUser = network.activeUser ?? defaultUser;
      const answer = { activeUser: userId, previousUser };
      if (network.activeUser === userId) return { answer };
      return { op: { ...used, activeUser: userId }, answer };
    }
    case "hold-consensus": {
      const { answer, trust } = vote(network, command);
      return { op: { ...used, peers: [command.proposer], trust }, answer };
    }
  }
}

function decideForgetPeer(
  state: EntityState | undefined,
  { peers, trust }: NetworkPart,
  { peer, nowMs }: ForgetPeerCommand,
): Decision<EntityOp, EntityAnswer> {
  const isKnown = [...peers, ...trust].some((it) => samePointer(it, peer));
  if (!isKnown) return { answer: { removed: false } };
  const op = { kind: "peer-forgotten", atMs: opTime(state, nowMs), peer } as const;
  return { op, answer: { removed: true } };
}

/** Holds a vote; trust moves only when two or more voted. */
function vote(
  network: NetworkPart,
  { proposer, voters }: HoldConsensusCommand,
): { readonly answer: ConsensusAnswer; readonly trust: NetworkUsedOp["trust"] } {
  const electorate = voters.map(({ session, similarity }) => ({
    id: session.id,
    trust: trustOf(network.trust, session),
    ...(similarity !== undefined && { similarity }),
  }));
  const { accepted, approvals } = holdVote(proposer.id, electorate);
  const trust = voters.flatMap(({ session: { id, genesisSeq } }, i) => {
    const approves = approvals.get(id);
    if (approves === undefined || approvals.size < 2) return [];
    const before = electorate[i]?.trust ?? 0;
    return [{ id, genesisSeq, trust: adjustTrust(before, approves === accepted) }];
  });
  const after = new Map(trust.map((score) => [score.id, score.trust]));
  const scores = electorate.map(({ id, trust: before }) => [id, after.get(id) ?? before] as const);
  return { answer: { accepted, trustScores: Object.fromEntries(scores) }, trust };
}
