import fc from "fast-check";

/** Numbers in each vector: few, for they are not what is compared. */
export const dimension = 64;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const word = fc.constantFrom("order", "refund", "boat", "Berlin", "invoice 4471", "never", "März");
const text = fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => `${words.join(" ")}.`);
const vector = fc
  .array(fc.integer({ min: -9, max: 9 }), { minLength: dimension, maxLength: dimension })
  .map((values) => values.map((value, i) => (i === 0 ? value + 10 : value)));
const role = fc.constantFrom("user", "assistant");
const source = fc.constantFrom("web", "mail");
const place = fc.nat({ max: 30 });

/** Time that passes before a command: mostly little, now and then a jump, back as well. */
const afterMs = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 0, max: 60_000 }) },
  { weight: 1, arbitrary: fc.constantFrom(hourMs, dayMs, -hourMs, -dayMs) },
);

/** How to make a command of each kind, and how often one comes. */
const kinds = {
  create: [1, { ttl: fc.constantFrom(undefined, 7200) }],
  run: [6, { message: text, response: fc.option(text, { nil: undefined }), reset: fc.boolean() }],
  store: [8, { message: text, response: text, role, source }],
  turns: [3, { turns: fc.array(fc.record({ message: text, response: text }), { minLength: 1 }) }],
  recall: [3, { query: text }],
  list: [2, {}],
  inject: [2, { embedding: vector, text, importance: fc.constantFrom(0.1, 0.5, 1) }],
  correct: [2, { place, text }],
  forget: [2, { place }],
  purge: [1, { source }],
  trigger: [1, { keyword: word }],
  clearTriggers: [1, {}],
  anchor: [1, { text }],
  isolation: [1, { level: fc.constantFrom("OPEN", "FILTER", "QUARANTINE", "LOCKDOWN") }],
  release: [1, {}],
  literal: [2, { key: word, value: text }],
  extract: [1, { text }],
  metrics: [1, {}],
  export: [2, {}],
  import: [1, {}],
  reset: [1, {}],
  delete: [1, {}],
};

/** A command about the one session of a sequence. */
export const commandArbitrary = fc.oneof(
  ...Object.entries(kinds).map(([kind, [weight, fields]]) => ({
    weight,
    arbitrary: fc.record({ kind: fc.constant(kind), afterMs, ...fields }),
  })),
);

/** The request of a command, given what the sequence has learned from the answers so far. */
export function requestOf(command, { session, exported, hashes }) {
  const at = `/v1/session/${session}`;
  const hash = hashes[command.place % (hashes.length || 1)] ?? "0".repeat(32);
  const { kind, message, response, text: said } = command;
  const create = { session_id: session, dimension, ttl_seconds: command.ttl };
  const run = { session_id: session, message, response, reset_context: command.reset };
  const { role: who, source: from } = command;
  const requests = {
    create: ["POST", "/v1/session/create", create],
    run: ["POST", "/v1/run", run],
    store: [
      "POST",
      "/v1/store",
      { session_id: session, message, response, role: who, source: from },
    ],
    turns: ["POST", `${at}/turns`, { turns: command.turns }],
    recall: ["POST", `${at}/recall`, { query: command.query }],
    list: ["GET", `${at}/memories?limit=50`],
    inject: [
      "POST",
      `${at}/memory`,
      { embedding: command.embedding, text: said, importance: command.importance },
    ],
    correct: ["PATCH", `${at}/memories/${hash}`, { text: said }],
    forget: ["DELETE", `${at}/memories/${hash}`],
    purge: ["POST", `${at}/purge`, { source: from }],
    trigger: ["POST", `${at}/trigger`, { keyword: command.keyword }],
    clearTriggers: ["DELETE", `${at}/trigger`],
    anchor: ["POST", `${at}/anchor`, { text: said }],
    isolation: ["PUT", `${at}/isolation`, { level: command.level }],
    release: ["POST", `${at}/isolation/release`, {}],
    literal: ["POST", `${at}/entities`, { key: command.key, kind: "string", value: command.value }],
    extract: ["POST", `${at}/extract`, { text: said, store: true }],
    metrics: ["GET", `/v1/metrics/${session}`],
    export: ["GET", `${at}/export`],
    import: ["POST", `${at}/import`, { state_dict: exported?.state_dict ?? {} }],
    reset: ["POST", `${at}/reset`, {}],
    delete: ["DELETE", at],
  };
  const [method, path, body] = requests[kind];
  return { method, path, body };
}
