import type { EntityOp, MessageId, Pointer } from "@semvec/coordination";
import type { Evidence } from "./evidence.js";
import type { FinalLogs, Incarnation, LogEntry } from "./final-log.js";

/** A message that an op must have sent. */
interface ExpectedMessage extends MessageId {
  readonly tenant: string;
  readonly kind: "drift" | "retraction" | "realign";
  readonly target: Pointer;
  /** Of a drift: the time of the turn. */
  readonly eventMs?: number;
}

type Told = Pick<ExpectedMessage, "kind" | "target" | "eventMs">;

/** Whom an op tells what, written down a second time. */
function toldBy(op: EntityOp): Told[] {
  switch (op.kind) {
    case "published": {
      const { event, retraction, session } = op;
      const told: Told[] = [];
      if (retraction) told.push({ kind: "retraction", target: retraction.route.target });
      if (event?.route) {
        told.push({ kind: "drift", target: event.route.target, eventMs: session.atMs });
      }
      return told;
    }
    case "drift-relayed":
      return op.region ? [{ kind: "drift", target: op.region, eventMs: op.eventMs }] : [];
    case "retraction-relayed":
      return op.region ? [{ kind: "retraction", target: op.region }] : [];
    case "drift-recorded": {
      const { session, clusters = [] } = op.realignment ?? {};
      return session ? clusters.map((target) => ({ kind: "realign", target })) : [];
    }
    default:
      return [];
  }
}

const nameOf = (tenant: string, { source, sourceSeq, sourceIndex }: MessageId) =>
  `${tenant}/${source}@${sourceSeq}.${sourceIndex}`;

function expectedMessages({ logs }: Evidence): ReadonlyMap<string, ExpectedMessage> {
  const messages = new Map<string, ExpectedMessage>();
  for (const { tenant, entity: source, entries } of logs.all) {
    for (const { seq: sourceSeq, op } of entries) {
      toldBy(op).forEach((told, sourceIndex) => {
        const message = { ...told, tenant, source, sourceSeq, sourceIndex };
        messages.set(nameOf(tenant, message), message);
      });
    }
  }
  return messages;
}

/** The kind of message that an op took in, if it did. */
function kindHeard({ kind }: EntityOp): ExpectedMessage["kind"] | undefined {
  switch (kind) {
    case "drift-relayed":
    case "drift-recorded":
      return "drift";
    case "retraction-relayed":
    case "vote-retracted":
      return "retraction";
    case "realignment-received":
      return "realign";
    default:
      return undefined;
  }
}

/** Messages that were taken in, by their names, with the incarnation that took each in. */
function heardMessages({ logs }: Evidence): ReadonlyMap<string, Incarnation[]> {
  const heard = new Map<string, Incarnation[]>();
  for (const incarnation of logs.incarnations) {
    for (const { op } of incarnation.entries) {
      const kind = kindHeard(op);
      if (kind === undefined || !("from" in op)) continue;
      const name = `${kind} ${nameOf(incarnation.tenant, op.from)}`;
      heard.set(name, [...(heard.get(name) ?? []), incarnation]);
    }
  }
  return heard;
}

/** No message has an effect twice, in another incarnation than it was for, or out of nothing. */
export function* messagesTakeEffectOnce(evidence: Evidence) {
  const expected = expectedMessages(evidence);
  const known = new Set([...expected].map(([name, { kind }]) => `${kind} ${name}`));
  for (const [name, receivers] of heardMessages(evidence)) {
    if (!known.has(name)) yield `${name} was heard and never sent`;
    if (receivers.length > 1) yield `${name} was heard ${receivers.length} times`;
    const target = expected.get(name.slice(name.indexOf(" ") + 1))?.target;
    for (const { entity, genesisSeq } of receivers) {
      if (target === undefined) continue;
      const isTarget = target.id === entity && target.genesisSeq === genesisSeq;
      if (!isTarget) yield `${name} was heard by ${entity}, which it was not for`;
    }
  }
}

/** What was sent to a group that is still there, by one that never left it, was heard. */
export function* messagesArrive(evidence: Evidence) {
  const heard = heardMessages(evidence);
  if (!evidence.hasSettled) return;
  for (const [name, message] of expectedMessages(evidence)) {
    if (message.kind === "realign" || heard.has(`${message.kind} ${name}`)) continue;
    if (isOwed(evidence.logs, message)) yield `${message.kind} ${name} was never heard`;
  }
}

/** A realignment reaches every attached cluster that is not locked down, for three turns. */
export function* realignmentsReachTheirClusters(evidence: Evidence) {
  const heard = heardMessages(evidence);
  for (const { entity, entries } of evidence.logs.all) {
    for (const { seq, op } of entries) {
      if (op.kind === "realignment-received" && op.session.turns !== 3) {
        yield `${entity}@${seq} realigns for ${op.session.turns} turns`;
      }
    }
  }
  if (!evidence.hasSettled) return;
  for (const [name, message] of expectedMessages(evidence)) {
    if (message.kind !== "realign" || heard.has(`realign ${name}`)) continue;
    if (isRealignmentOwed(evidence.logs, message)) yield `realign ${name} was never heard`;
  }
}

function receiverOf(logs: FinalLogs, { tenant, target }: ExpectedMessage): Incarnation | undefined {
  const living = logs.living(tenant, target.id);
  return living?.genesisSeq === target.genesisSeq ? living : undefined;
}

function isOwed(logs: FinalLogs, message: ExpectedMessage): boolean {
  const receiver = receiverOf(logs, message);
  if (receiver === undefined) return false;
  const hasLeft = ({ op }: LogEntry) => op.kind === "child-removed" && op.id === message.source;
  // Who left a cluster can still take back what it said while it was a member.
  const isCluster = receiver.entries[0]?.op.kind === "cluster-created";
  if (message.kind === "retraction" && isCluster) return true;
  if (receiver.entries.some(hasLeft)) return false;
  const joined = receiver.entries.findLast(
    ({ op }) => op.kind === "child-added" && op.child.id === message.source,
  );
  // A region takes no drift from before a cluster joined it; only clocks that jump make one.
  const isRegion = receiver.entries[0]?.op.kind === "region-created";
  return !(isRegion && (message.eventMs ?? Infinity) < (joined?.op.atMs ?? Infinity));
}

function isRealignmentOwed(logs: FinalLogs, message: ExpectedMessage): boolean {
  const receiver = receiverOf(logs, message);
  if (receiver === undefined) return false;
  return !receiver.entries.some(
    ({ op, isolation }) =>
      isolation === "LOCKDOWN" ||
      (op.kind === "parent-cleared" && op.level === "region") ||
      (op.kind === "parent-set" && op.level === "region" && op.parent.id !== message.source),
  );
}
