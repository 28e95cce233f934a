// A process that appends as fast as it can until it is killed. It runs the built package, for a
// plain Node process has no TypeScript.
import { EntityHost, openStore } from "../../dist/index.js";

const [url, entities] = process.argv.slice(2);
const encode = (value) => new TextEncoder().encode(JSON.stringify(value));
const decode = (bytes) => JSON.parse(new TextDecoder().decode(bytes));

/** Counts its ops; small enough that every op takes part in a snapshot soon. */
const counter = {
  kind: "counter",
  engineVersion: 1,
  decide: (state, command) => ({
    op: command,
    answer: (state?.count ?? 0) + 1,
  }),
  apply: (state) => ({ count: (state?.count ?? 0) + 1 }),
  opKind: () => "count",
  isTombstone: () => false,
  encodeOp: encode,
  decodeOp: decode,
  encodeState: encode,
  decodeState: decode,
  stateBytes: () => 100,
};

const store = await openStore({ url });
const host = new EntityHost({ store, machine: counter, limits: { snapshotEveryOps: 4 } });
// An acknowledgement counts once it has left the process: the parent keeps the ledger.
const say = (line) => process.stdout.write(`${line}\n`);
for (let index = 0; index < Number(entities); index++) {
  const entity = `e${index}`;
  const check = await host.verify("t", entity);
  say(`found ${entity} ${check.seq} ${check.matches}`);
}
say("ready");
await Promise.all(
  Array.from({ length: Number(entities) }, async (_, index) => {
    const entity = `e${index}`;
    for (;;) {
      say(`sent ${entity}`);
      try {
        const { answer } = await host.execute("t", entity, { pad: "x".repeat(300) });
        say(`acked ${entity} ${answer}`);
      } catch (error) {
        // On a shared database others may win, or the server be away: sent, and not acknowledged.
        if (!/CONFLICT|BUSY|UNAVAILABLE|UNKNOWN/.test(error.code)) throw error;
      }
    }
  }),
);
