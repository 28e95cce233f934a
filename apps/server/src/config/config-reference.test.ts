import { expect, test } from "@jest/globals";
import { configReference } from "./config-reference.js";

test("defaults hold no markup: the reference page shows each as code", () => {
  for (const entry of configReference) expect(entry.default).not.toContain("`");
});
