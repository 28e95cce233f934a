import {
  type Decision,
  type LogPosition,
  type RunAnswer,
  type SessionAnswer,
  type SessionCommand,
  type SessionOp,
  type StoreAnswer,
  sessionMachine,
} from "@semvec/core";
import { BackingSessionError, DimensionFixedError, IdTakenError } from "../errors.js";
import type { EntityOp, PublishedOp, TurnOp } from "./entity-op.js";
import {
  type DriftRoute,
  type EntityParts,
  type EntityState,
  type GroupKind,
  groupKind,
} from "./entity-state.js";

/**
 * Decides a command of a session by the session's own machine, and adds what its group hears of a
 * turn: its drift, and that the reply took the drift of the turn before back.
 */
export function decideSessionCommand(
  state: EntityState | undefined,
  command: SessionCommand,
  position: LogPosition,
): Decision<EntityOp, SessionAnswer> {
  if (state !== undefined) assertAllowed(state, command);
  const { op, answer } = sessionMachine.decide(state?.session, command, position);
  if (op === undefined) return { answer };
  if (state === undefined) return { op, answer };
  if (op.kind === "imported") assertSameDimension(state, op);
  if (op.kind !== "ran" && op.kind !== "stored") return { op, answer };
  return { op: withNews(state.parts, op, answer), answer };
}

/** What there is of a kind, and what its owner can do instead of deleting its session. */
const groups: Readonly<Record<GroupKind, { readonly name: string; readonly instead: string }>> = {
  cluster: { name: "a cluster", instead: "delete the cluster instead" },
  region: { name: "a region", instead: "delete the region instead" },
  observer: {
    name: "the observer",
    instead: "it stays; with no region registered it samples nothing",
  },
  network: {
    name: "the network",
    instead: "it stays; delete the sessions that it is to forget",
  },
};

function assertAllowed(state: EntityState, command: SessionCommand): void {
  const kind = groupKind(state);
  if (kind === undefined) return;
  const { name, instead } = groups[kind];
  if (command.kind === "create") throw new IdTakenError(`The id belongs to ${name} already`);
  if (command.kind === "delete") {
    throw new BackingSessionError(`The session backs ${name}: ${instead}`);
  }
}

function assertSameDimension(
  state: EntityState,
  op: Extract<SessionOp, { readonly kind: "imported" }>,
): void {
  const isFree = groupKind(state) === undefined && state.parts.memberOf === undefined;
  if (isFree) return;
  const imported = sessionMachine.decodeState(op.snapshot);
  if (imported.config.dimension !== state.session.config.dimension) {
    throw new DimensionFixedError();
  }
}

function withNews(parts: EntityParts, op: TurnOp, answer: SessionAnswer): EntityOp {
  const { driftConfirmed } = answer as RunAnswer | StoreAnswer;
  const { published } = parts;
  const event = op.kind === "ran" ? eventOf(parts, answer as RunAnswer) : undefined;
  const retraction = driftConfirmed === false ? published : undefined;
  if (event === undefined && retraction === undefined) return op;
  return {
    kind: "published",
    atMs: op.atMs,
    session: op,
    ...(event !== undefined && { event }),
    ...(retraction !== undefined && { retraction }),
  };
}

function eventOf(parts: EntityParts, answer: RunAnswer): PublishedOp["event"] {
  if (!answer.driftDetected) return undefined;
  const route = routeOf(parts);
  if (route === undefined && parts.cluster === undefined) return undefined;
  const { driftScore: score, driftPhase: phase } = answer;
  return { score, phase, ...(route !== undefined && { route }) };
}

/** The cluster that the session is a member of, else the region of the cluster that it backs. */
function routeOf({ memberOf, cluster, attachedTo }: EntityParts): DriftRoute | undefined {
  if (memberOf !== undefined) return { level: "cluster", target: memberOf };
  if (cluster === undefined || attachedTo === undefined) return undefined;
  return { level: "region", target: attachedTo };
}
