import { expect, test } from "@jest/globals";
import { idCharactersMax } from "../limits.js";
import { Id, isReservedId, NewId } from "./id.js";

test.each(["a", "A.b_c:d-9", "8b1d2b2e-5d0c-4c6e-9d0a-3a5b7d9e1f20", "user:7", "__proto__"])(
  "%s is an id",
  (id) => expect(Id.parse(id)).toBe(id),
);

test.each(["", "a b", "a/b", "ä", "a\n", "a@b", "🙂"])("%j is none", (id) => {
  expect(Id.safeParse(id).success).toBe(false);
});

test("has at most 128 characters", () => {
  expect(Id.safeParse("x".repeat(idCharactersMax)).success).toBe(true);
  expect(Id.safeParse("x".repeat(idCharactersMax + 1)).success).toBe(false);
});

test("a client cannot create an id the service makes for itself", () => {
  expect(isReservedId("meta:a")).toBe(true);
  expect(isReservedId("user:a")).toBe(true);
  expect(isReservedId("my:user:a")).toBe(false);
  expect(NewId.safeParse("meta:a").success).toBe(false);
  expect(NewId.safeParse("user:").success).toBe(false);
  expect(NewId.parse("users")).toBe("users");
});
