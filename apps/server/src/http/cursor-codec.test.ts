import { expect, test } from "@jest/globals";
import { cursorCharactersMax, idCharactersMax } from "@semvec/contract";
import { RequestValidationError } from "../errors/errors.js";
import { CursorCodec, cursorLifetimeMs } from "./cursor-codec.js";

const scope = { tenant: "sub:alice", routeId: "listSessions" } as const;
const key = { createdAtMs: 1_700_000_000_000, entity: "s".repeat(idCharactersMax) };

test("a cursor comes back as it was, for a day", () => {
  let nowMs = 0;
  const codec = new CursorCodec("secret", () => nowMs);
  const cursor = codec.encode(scope, key);
  expect(cursor.length).toBeLessThanOrEqual(cursorCharactersMax);
  nowMs = cursorLifetimeMs - 1;
  expect(codec.decode(scope, cursor)).toEqual(key);
  nowMs = cursorLifetimeMs;
  expect(() => codec.decode(scope, cursor)).toThrow(RequestValidationError);
});

test("a place among ops comes back too", () => {
  const codec = new CursorCodec("secret", () => 0);
  const events = { tenant: "sub:alice", routeId: "listDriftEvents" } as const;
  const place = { seq: 7, index: 2 };
  expect(codec.decode(events, codec.encode(events, place))).toEqual(place);
});

test("it is of use to one tenant, one route and one secret, as it was given", () => {
  const codec = new CursorCodec("secret", () => 0);
  const cursor = codec.encode(scope, key);
  const refused = (decode: () => unknown) => expect(decode).toThrow(RequestValidationError);
  refused(() => codec.decode({ ...scope, tenant: "sub:bob" }, cursor));
  refused(() => codec.decode({ ...scope, routeId: "run" }, cursor));
  refused(() => new CursorCodec("other", () => 0).decode(scope, cursor));
  const other = cursor[30] === "A" ? "B" : "A";
  refused(() => codec.decode(scope, `${cursor.slice(0, 30)}${other}${cursor.slice(31)}`));
  for (const text of ["", "x", "not a cursor", cursor.slice(0, -4)]) {
    refused(() => codec.decode(scope, text));
  }
});
