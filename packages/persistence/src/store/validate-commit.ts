import { persistenceDefaults } from "../defaults.js";
import { InvalidCommitError } from "../errors.js";
import { genesisHash, hashBytes, sameBytes } from "./chain.js";
import type { CommitRow, IdempotentRecord } from "./commit-row.js";
import type { Snapshot } from "./stored.js";

const opIdBytes = 16;

/** @throws InvalidCommitError when no database should take these rows */
export function assertValidCommit(rows: readonly CommitRow[]): void {
  const { commitRowsMax, commitBytesMax } = persistenceDefaults;
  demand(rows.length > 0, "a commit needs at least one row");
  demand(rows.length <= commitRowsMax, `a commit takes at most ${commitRowsMax} rows`);
  const entities = new Set(rows.map(({ entity }) => entity));
  demand(entities.size === rows.length, "a commit takes at most one row an entity");
  const keys = rows.filter(({ idem }) => idem !== undefined).length;
  demand(keys <= 1, "a commit takes at most one idempotency key");
  for (const row of rows) assertValidRow(row);
  const bytes = rows.reduce((sum, { body }) => sum + body.byteLength, 0);
  demand(bytes <= commitBytesMax, `a commit takes at most ${commitBytesMax} bytes`);
}

function assertValidRow(row: CommitRow): void {
  const name = JSON.stringify(row.entity);
  assertValidId(row.entity, "an entity");
  const { expectedSeq } = row;
  demand(
    Number.isSafeInteger(expectedSeq) && expectedSeq >= 0,
    `${name}: expectedSeq is not a count`,
  );
  demand(row.opId.byteLength === opIdBytes, `${name}: an op id has ${opIdBytes} bytes`);
  // A tombstone may follow an op whose stored hash is damaged: it is how such a log ends.
  const chained = row.prevHash.byteLength === hashBytes || row.tombstone === true;
  demand(chained, `${name}: a hash has ${hashBytes} bytes`);
  demand(Number.isSafeInteger(row.atMs), `${name}: atMs is not a whole number`);
  demand(Number.isSafeInteger(row.engineVersion), `${name}: engineVersion is not a whole number`);
  assertBody(row.body, name);
  if (expectedSeq === 0) {
    // An entity that lives and has lost its whole log can still be ended.
    const first = row.genesis !== undefined || row.tombstone === true;
    demand(first, `${name}: the first op of an entity is its genesis`);
    demand(sameBytes(row.prevHash, genesisHash()), `${name}: nothing precedes the first op`);
  }
  const both = row.genesis !== undefined && row.tombstone === true;
  demand(!both, `${name}: one op cannot begin and end an entity`);
  if (row.idem !== undefined) assertValidIdempotent(row.idem);
  for (const message of row.outbox ?? []) {
    assertValidId(message.target, "an outbox target");
    assertBody(message.body, name);
  }
}

/** @throws InvalidCommitError when the record breaks a limit */
export function assertValidIdempotent(record: IdempotentRecord): void {
  const { idempotentBodyBytesMax } = persistenceDefaults;
  assertValidId(record.key, "an idempotency key");
  demand(
    record.body.byteLength <= idempotentBodyBytesMax,
    `the answer under an idempotency key has at most ${idempotentBodyBytesMax} bytes`,
  );
}

/** @throws InvalidCommitError when the snapshot breaks a limit */
export function assertValidSnapshot(snapshot: Snapshot): void {
  assertBody(snapshot.body, JSON.stringify(snapshot.entity));
}

/** @throws InvalidCommitError when an id is empty, too long or not well-formed Unicode */
export function assertValidId(id: string, what: string): void {
  const { idBytesMax } = persistenceDefaults;
  demand(id.length > 0, `${what} needs an id`);
  demand(Buffer.byteLength(id) <= idBytesMax, `${what} has an id of at most ${idBytesMax} bytes`);
  // Lone surrogates all become U+FFFD in UTF-8, and a NUL ends a string in some databases: either
  // could make two ids one.
  demand(!id.includes("\0") && !/\p{Surrogate}/u.test(id), `${what} has an id that is not text`);
}

function assertBody(body: Uint8Array, name: string): void {
  const { bodyBytesMax } = persistenceDefaults;
  demand(body.byteLength <= bodyBytesMax, `${name}: a body has at most ${bodyBytesMax} bytes`);
}

function demand(condition: boolean, message: string): void {
  if (!condition) throw new InvalidCommitError(message);
}
