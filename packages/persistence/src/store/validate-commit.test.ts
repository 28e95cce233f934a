import { expect, test } from "@jest/globals";
import { persistenceDefaults } from "../defaults.js";
import { InvalidCommitError } from "../errors.js";
import { genesisHash } from "./chain.js";
import type { CommitRow } from "./commit-row.js";
import { assertValidCommit } from "./validate-commit.js";

const row = (entity: string, body: Uint8Array): CommitRow => ({
  entity,
  kind: "thing",
  expectedSeq: 0,
  prevHash: genesisHash(),
  opId: new Uint8Array(16),
  opKind: "test",
  engineVersion: 1,
  atMs: 1,
  body,
  genesis: {},
});

test("a set takes so many bytes of bodies, and not one more", () => {
  const { bodyBytesMax, commitBytesMax } = persistenceDefaults;
  const body = new Uint8Array(bodyBytesMax);
  const full = Array.from({ length: commitBytesMax / bodyBytesMax }, (_, i) => row(`e${i}`, body));
  expect(() => assertValidCommit(full)).not.toThrow();
  const over = [...full, row("one", new Uint8Array(1))];
  expect(() => assertValidCommit(over)).toThrow(InvalidCommitError);
});
