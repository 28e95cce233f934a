import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import type { CborValue } from "../../codec/cbor-value.js";
import { decodeCbor } from "../../codec/decode-cbor.js";
import { encodeCbor } from "../../codec/encode-cbor.js";
import { sha256Hex } from "../../codec/sha256.js";
import { CodecError } from "../../errors.js";
import { Session } from "../session.js";
import { decodeSessionState, encodeSessionState } from "./state-codec.js";
import { stateFormatVersion } from "./upgrade-content.js";

/** A session as the first format wrote it: with triggers, quarantine, a note, a literal, a buffer. */
const fixture = JSON.parse(
  readFileSync(new URL("../fixtures/state-v1.json", import.meta.url), "utf8"),
) as { snapshot: string; stateHash: string; stateDict: unknown; memories: number };
const snapshot = Buffer.from(fixture.snapshot, "base64");
const nowMs = Date.UTC(2026, 1, 1);

describe("what the first format wrote", () => {
  test("is the fixture, untouched", () => {
    expect(sha256Hex(snapshot)).toBe(fixture.stateHash);
  });

  test("reads as a snapshot, and settles in the newest format", () => {
    const state = decodeSessionState(snapshot);
    expect(state.memories.size).toBe(fixture.memories);
    expect([...state.memories].every((memory) => memory.expiresAtMs === undefined)).toBe(true);
    expect(state.progress.buffer?.text).toBe("Which order gets the refund?");
    const written = encodeSessionState(state);
    expect(encodeSessionState(decodeSessionState(written))).toEqual(written);
  });

  test("reads as an export whose checksum still holds", () => {
    const session = Session.fromStateDict("copy", fixture.stateDict, { nowMs });
    expect(session.metrics().totalMemories).toBe(fixture.memories);
    expect(session.searchLiterals("order").literals[0]?.value).toBe("4471");
    const [memory] = session.recall({ text: "Is there tracking?", nowMs }).memories;
    expect(memory?.text).toBe("DHL, with tracking");
  });
});

test("a format still to come is refused", () => {
  const state = decodeCbor(snapshot) as { content: Record<string, CborValue> };
  const later = { ...state, content: { ...state.content, version: stateFormatVersion + 1 } };
  expect(() => decodeSessionState(encodeCbor(later))).toThrow(CodecError);
  expect(() => decodeSessionState(encodeCbor(later))).toThrow(/version/);
});
