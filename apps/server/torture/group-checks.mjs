import { coordinationLimits, entityMachine, regionEntityId } from "@semvec/coordination";
import { EntityHost, openStore } from "@semvec/persistence";
import { names } from "./group-writers.mjs";

const tenant = "anon";
const kinds = ["session", "cluster", "region", "network"];

/** Opens the database of a server that is gone, and looks at it with `look`. */
async function withDatabase(database, look) {
  const store = await openStore({ url: `sqlite:///${database}` });
  const host = new EntityHost({ store, machine: entityMachine });
  try {
    return await look({ log: store.forTenant(tenant), host });
  } finally {
    await host.drain();
    await store.close();
  }
}

/** What may not be, at whatever moment the server was killed. */
export function checkAfterKill(database) {
  return withDatabase(database, async ({ log, host }) => {
    const entities = await readEntities(log, host);
    return [...asymmetries(entities), ...halfFeedback(entities), ...repeatedEvents(entities)];
  });
}

/** What has to be when every message has been delivered. */
export function checkWhenSettled(database) {
  return withDatabase(database, async ({ log, host }) => {
    const entities = await readEntities(log, host);
    const drifts = await driftsThatWereTold(log);
    const region = regionEntityId(names.region);
    const recorded = await opsOf(log, region);
    const heard = recorded.filter(({ op }) => op.kind === "drift-recorded");
    const realigned = heard.filter(({ op }) => op.realignment?.session !== undefined);
    let overtaken = 0;
    const problems = [
      ...asymmetries(entities),
      ...halfFeedback(entities),
      ...onceEach(
        "drift",
        drifts,
        heard.map(({ op }) => originKey(op.origin)),
      ),
    ];
    for (const cluster of names.clusters) {
      const received = (await opsOf(log, cluster)).filter(
        ({ op }) => op.kind === "realignment-received",
      );
      const sent = realigned.map(({ seq }) => seq);
      const arrived = received.map(({ op }) => op.from.sourceSeq);
      const late = sent.filter((seq) => !arrived.includes(seq) && isOvertaken(seq, arrived));
      overtaken += late.length;
      const expected = sent.filter((seq) => !late.includes(seq));
      problems.push(...onceEach(`realignment of ${cluster}`, expected, arrived));
    }
    problems.push(...(await differingReplays(host, entities)));
    return {
      problems,
      entities: entities.size,
      drifts: drifts.length,
      realignments: realigned.length,
      overtaken,
      feedbacks: entities.get(names.drawnMembers[0]).seq,
    };
  });
}

/**
 * A message that a killed server held until its lease ended counts as heard when the receiver has
 * since heard as many newer ones of its source as it remembers. A realignment that old is void.
 */
function isOvertaken(seq, arrived) {
  const newer = arrived.filter((it) => it > seq).length;
  return newer >= coordinationLimits.heardMessageCountMax;
}

async function readEntities(log, host) {
  const found = new Map();
  for (const kind of kinds) {
    for (const { entity } of await log.listEntities({ kind, limit: 1_000 })) {
      await host.read(tenant, entity, (state, { seq, genesisSeq }) => {
        if (state !== undefined) found.set(entity, { parts: state.parts, seq, genesisSeq });
      });
    }
  }
  return found;
}

/** A child that does not name its parent, or a parent that does not name its child. */
function asymmetries(entities) {
  const problems = [];
  const follow = ({ id, genesisSeq }) => {
    const found = entities.get(id);
    return found?.genesisSeq === genesisSeq ? found : undefined;
  };
  for (const [id, { parts, genesisSeq }] of entities) {
    const group = parts.cluster ?? parts.region;
    const pointer = parts.cluster === undefined ? "attachedTo" : "memberOf";
    for (const child of group?.children ?? []) {
      const parent = follow(child)?.parts[pointer];
      if (parent?.id !== id || parent.genesisSeq !== genesisSeq) {
        problems.push(`${id} has ${child.id}, which does not belong to it`);
      }
    }
    for (const parent of [parts.memberOf, parts.attachedTo]) {
      const found = parent && follow(parent);
      if (found === undefined) continue;
      const children = (found.parts.cluster ?? found.parts.region).children;
      if (!children.some((child) => child.id === id && child.genesisSeq === genesisSeq)) {
        problems.push(`${id} belongs to ${parent.id}, which does not have it`);
      }
    }
  }
  return problems;
}

/** Every feedback writes one op to every member: their logs are of one length. */
function halfFeedback(entities) {
  const lengths = names.drawnMembers.map((id) => entities.get(id).seq);
  return new Set(lengths).size === 1 ? [] : [`half a feedback: ${lengths}`];
}

function repeatedEvents(entities) {
  const { events } = entities.get(regionEntityId(names.region)).parts.region;
  const origins = events.map(({ origin }) => originKey(origin));
  return new Set(origins).size === origins.length ? [] : ["a drift event is there twice"];
}

async function driftsThatWereTold(log) {
  const drifts = [];
  for (const entity of names.drifters) {
    for (const { op, seq } of await opsOf(log, entity)) {
      const isTold = op.kind === "published" && op.event?.route !== undefined;
      if (isTold) drifts.push(originKey({ entity, seq }));
    }
  }
  return drifts;
}

function onceEach(what, sent, arrived) {
  const problems = [];
  const counts = new Map();
  for (const it of arrived) counts.set(it, (counts.get(it) ?? 0) + 1);
  for (const it of sent) if (!counts.has(it)) problems.push(`lost: ${what} ${it}`);
  for (const [it, count] of counts) {
    if (count > 1) problems.push(`${count} times: ${what} ${it}`);
    if (!sent.includes(it)) problems.push(`never sent: ${what} ${it}`);
  }
  return problems;
}

async function differingReplays(host, entities) {
  const problems = [];
  for (const entity of entities.keys()) {
    const { matches } = await host.verify(tenant, entity);
    if (!matches) problems.push(`${entity}: its log does not give its state`);
  }
  return problems;
}

async function opsOf(log, entity) {
  const ops = [];
  for (;;) {
    const page = await log.readOps(entity, ops.at(-1)?.seq ?? 0, 128);
    if (page.length === 0) return ops;
    for (const { seq, body } of page) ops.push({ seq, op: entityMachine.decodeOp(body) });
  }
}

function originKey({ entity, seq }) {
  return `${entity}/${seq}`;
}
