// Writes ops until there are enough, and says of each, in a file of its own, that it was
// acknowledged. `power.mjs` runs it under strace.
import { randomBytes } from "node:crypto";
import { openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { EntityHost, openStore } from "@semvec/persistence";
import { tallyMachine } from "./tally-machine.mjs";

const [folder, ops] = process.argv.slice(2);
const writers = 8;
const opsPerEntity = 40;
/** So that the WAL is copied back into the database every few hundred ops. */
const bodyBytes = 3_000;

const acks = openSync(join(folder, "acks"), "a");
const store = await openStore({ url: `sqlite:///${join(folder, "semvec.db")}` });
const host = new EntityHost({ store, machine: tallyMachine });
let left = Number(ops);
await Promise.all(
  Array.from({ length: writers }, async (_, writer) => {
    for (let n = 0; left-- > 0; n++) {
      const entity = `e${writer}-${Math.floor(n / opsPerEntity)}`;
      const nonce = randomBytes(bodyBytes).toString("base64");
      const { version } = await host.execute("t", entity, { nonce });
      writeSync(acks, `${entity} ${version.seq}\n`);
    }
  }),
);
await host.drain();
await store.close();
