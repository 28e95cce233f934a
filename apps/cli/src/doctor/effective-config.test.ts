import { expect, test } from "@jest/globals";
import { effectiveConfig } from "./effective-config.js";

const reference = [
  { name: "PORT", default: "8080", meaning: "Port." },
  { name: "METRICS_PASSWORD", default: "", meaning: "Password.", secret: true },
  { name: "SEMVEC_LICENSE_JWKS", default: "", meaning: "Keys." },
] as const;

test("values in effect, secrets only as set or not, long ones cut", () => {
  const env = { PORT: " 80 ", METRICS_PASSWORD: "hush", SEMVEC_LICENSE_JWKS: "x".repeat(81) };
  expect(effectiveConfig(reference, env)).toEqual([
    { name: "PORT", value: "80", isDefault: false },
    { name: "METRICS_PASSWORD", value: "(set, not shown)", isDefault: false },
    { name: "SEMVEC_LICENSE_JWKS", value: `${"x".repeat(79)}…`, isDefault: false },
  ]);
  expect(effectiveConfig(reference, { PORT: "" })).toEqual([
    { name: "PORT", value: "8080", isDefault: true },
    { name: "METRICS_PASSWORD", value: "(none)", isDefault: true },
    { name: "SEMVEC_LICENSE_JWKS", value: "(none)", isDefault: true },
  ]);
});
