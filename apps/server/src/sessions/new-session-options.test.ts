import { expect, test } from "@jest/globals";
import { Session } from "@semvec/core";
import { withExisting } from "./new-session-options.js";

test("what a session was made with before a default changed is no other parameter", () => {
  const time = { nowMs: 0 };
  const made = Session.create("s", { dimension: 8, language: "en", memoryBytesMax: 65_536 }, time);
  const { config } = made.metrics();
  const again = Session.create("s", withExisting({ dimension: 8 }, config), time);
  expect(again.metrics().config).toEqual(config);
});
