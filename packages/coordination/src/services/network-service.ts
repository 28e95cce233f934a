import {
  DimensionMismatchError,
  InvalidArgumentError,
  SessionNotFoundError,
  type StateDict,
  toDirection,
  writeStateDict,
} from "@semvec/core";
import { checkWithin } from "../entity/check-argument.js";
import { defaultUser } from "../entity/decide-network.js";
import type { ConsensusAnswer, SwitchUserAnswer } from "../entity/entity-answer.js";
import type { EntityCommand } from "../entity/entity-command.js";
import { networkEntityId, userSessionId } from "../entity/entity-ids.js";
import { LockedDownError, UnequalDimensionsError, UserNotFoundError } from "../errors.js";
import { coordinationLimits } from "../limits.js";
import { transferState } from "../network/transfer.js";
import { deleteSession } from "./delete-session.js";
import { readElectorate } from "./electorate.js";
import { findSession } from "./find-group.js";
import { executePlan, type SeenEntity } from "./scene.js";
import type { ServiceParts } from "./service-parts.js";

/** A transfer between two sessions. */
export interface TransferInput {
  readonly sourceSessionId: string;
  readonly targetSessionId: string;
  /** Share of the way to the source's state, 0..1. Default 0.15. */
  readonly maxWeight?: number;
}

/** A proposal to a session's group. */
export interface ConsensusInput {
  readonly proposerSessionId: string;
  /** As many numbers as the proposer's dimension; its length carries no meaning. */
  readonly targetEmbedding: ArrayLike<number>;
}

const directoryPageSize = 1_000;

/**
 * What sessions of one subject do with each other without a cluster: transfer of state, user
 * partitions, and consensus with trust. Every method may throw what the runner throws.
 */
export class NetworkService {
  readonly #parts: ServiceParts;

  constructor(parts: ServiceParts) {
    this.#parts = parts;
  }

  /**
   * Moves the target's state toward the source's. When either has no state, nothing changes.
   *
   * @throws InvalidArgumentError when both are the same session
   * @throws SessionNotFoundError, DimensionMismatchError
   * @throws LockedDownError when the target is locked down
   */
  async transfer(input: TransferInput) {
    const { runner, clock, sessionOptions } = this.#parts;
    const { sourceSessionId, targetSessionId } = input;
    const weight = input.maxWeight ?? coordinationLimits.transferWeightDefault;
    checkWithin("maxWeight", weight, 0, 1);
    const nowMs = clock.nowMs();
    return executePlan(runner, [sourceSessionId, targetSessionId, networkEntityId], (scene) => {
      const source = findSession(scene, sourceSessionId);
      const target = findSession(scene, targetSessionId);
      if (sourceSessionId === targetSessionId) {
        throw new InvalidArgumentError("a session cannot transfer to itself");
      }
      assertSameDimension(source, target);
      if ([source, target].some(isLockedDown)) throw new LockedDownError();
      const moved = transferState(vectorOf(source), vectorOf(target), weight);
      const deltaNorm = moved?.deltaNorm ?? 0;
      const peers = [source.pointer, target.pointer];
      const commands = new Map<string, EntityCommand>([
        [networkEntityId, { kind: "name-peers", options: sessionOptions(), peers, nowMs }],
      ]);
      if (moved !== undefined && deltaNorm > 0) {
        commands.set(targetSessionId, { kind: "steer", vector: moved.vector, nowMs });
      }
      return { commands, present: () => ({ sourceSessionId, targetSessionId, deltaNorm }) };
    });
  }

  /**
   * Makes a user's partition the active one; it is an ordinary session, `user:<id>`, made at the
   * first switch.
   *
   * @throws InvalidArgumentError for a user id of the wrong length
   */
  async switchUser(userId: string): Promise<SwitchUserAnswer> {
    const { runner, clock, sessionOptions } = this.#parts;
    const nowMs = clock.nowMs();
    const { userIdLengthMax } = coordinationLimits;
    checkWithin("the length of a user id", userId.length, 1, userIdLengthMax);
    const partition = userSessionId(userId);
    return executePlan(runner, [networkEntityId, partition], (scene) => {
      const options = sessionOptions();
      const commands = new Map<string, EntityCommand>([
        [networkEntityId, { kind: "switch-user", options, userId, nowMs }],
      ]);
      if (scene.find(partition) === undefined) {
        commands.set(partition, { kind: "create", options, nowMs });
      }
      return { commands, present: (answers) => answers.of(networkEntityId, "switch-user") };
    });
  }

  /** The user whose partition is active; `default` before the first switch. */
  async activeUser(): Promise<{ readonly activeUser: string }> {
    const activeUser = await this.#parts.runner.read(
      networkEntityId,
      (state) => state?.parts.network?.activeUser ?? defaultUser,
    );
    return { activeUser };
  }

  /** A user's partition as an export. @throws UserNotFoundError */
  async serializeUser(
    userId: string,
  ): Promise<{ readonly userId: string; readonly state: StateDict }> {
    const state = await this.#parts.runner.read(
      userSessionId(userId),
      (found) => found && writeStateDict(found.session),
    );
    if (state === undefined) throw new UserNotFoundError();
    return { userId, state };
  }

  /**
   * Deletes a user's partition, and every session whose metadata names the user as `user_id`.
   *
   * @returns the ids of the deleted sessions
   */
  async forgetUser(userId: string): Promise<readonly string[]> {
    const ids = [userSessionId(userId), ...(await this.#sessionsOf(userId))];
    const deleted: string[] = [];
    for (const id of new Set(ids)) {
      if (await this.#deleteFound(id)) deleted.push(id);
    }
    return deleted;
  }

  /**
   * Puts a direction to the vote among the proposer's group. No state of a session changes; trust
   * does.
   *
   * @throws SessionNotFoundError, DimensionMismatchError, InvalidVectorError
   */
  async consensus(input: ConsensusInput): Promise<ConsensusAnswer> {
    const { runner, clock, sessionOptions } = this.#parts;
    const nowMs = clock.nowMs();
    const { proposerSessionId, targetEmbedding } = input;
    const dimension = await runner.read(
      proposerSessionId,
      (state) => state?.session.config.dimension,
    );
    if (dimension === undefined) throw new SessionNotFoundError();
    if (targetEmbedding.length !== dimension) {
      throw new DimensionMismatchError(dimension, targetEmbedding.length);
    }
    // Checks the numbers as every vector that enters is checked.
    toDirection(targetEmbedding);
    const { proposer, voters } = await readElectorate(runner, {
      proposerId: proposerSessionId,
      target: targetEmbedding,
      nowMs,
    });
    const options = sessionOptions();
    const command = { kind: "hold-consensus", options, proposer, voters, nowMs } as const;
    return runner.execute(networkEntityId, command, (answer) => answer);
  }

  /** Trust in every session that has voted; others have 0.5. */
  async trust(): Promise<{ readonly trustScores: Readonly<Record<string, number>> }> {
    const scores = await this.#parts.runner.read(
      networkEntityId,
      (state) => state?.parts.network?.trust ?? [],
    );
    return { trustScores: Object.fromEntries(scores.map(({ id, trust }) => [id, trust])) };
  }

  /** False when the session has gone meanwhile. */
  async #deleteFound(id: string): Promise<boolean> {
    try {
      await deleteSession(this.#parts, id);
      return true;
    } catch (error) {
      if (error instanceof SessionNotFoundError) return false;
      throw error;
    }
  }

  async #sessionsOf(userId: string): Promise<string[]> {
    const { runner, directory } = this.#parts;
    const found: string[] = [];
    let page = await directory.list({ kind: "session", limit: directoryPageSize });
    while (page.length > 0) {
      for (const { entity } of page) {
        const owner = await runner.read(
          entity,
          (state) => state?.session.config.metadata["user_id"],
        );
        if (owner === userId) found.push(entity);
      }
      const after = page.at(-1);
      page = await directory.list({
        kind: "session",
        limit: directoryPageSize,
        ...(after !== undefined && { after }),
      });
    }
    return found;
  }
}

function isLockedDown({ session }: SeenEntity): boolean {
  return session.controls.isolation.level === "LOCKDOWN";
}

function assertSameDimension(source: SeenEntity, target: SeenEntity): void {
  const from = dimensionOf(source);
  const to = dimensionOf(target);
  if (from.dimension !== to.dimension) throw new UnequalDimensionsError(from, to);
}

function dimensionOf({ id, session }: SeenEntity) {
  return { name: `the session ${id}`, dimension: session.config.dimension };
}

function vectorOf({ session }: SeenEntity): Float32Array {
  return session.progress.semantic.vector;
}
