import { isSidecarAddress } from "@semvec/embedders";
import * as z from "zod";
import type { RatePolicy } from "../rate/rate-limiter.js";

const truthy = new Set(["1", "true", "yes", "on"]);
const falsy = new Set(["0", "false", "no", "off"]);

/** The schema of a variable, which is text, and of what it means. */
export type EnvValue<T> = z.ZodPipe<z.ZodString, z.ZodTransform<T, string>>;

/** `1`, `true`, `yes`, `on` and their opposites, in any case. */
export const flag: EnvValue<boolean> = parsed("must be 1 or 0", (text) => {
  const word = text.toLowerCase();
  if (truthy.has(word)) return true;
  return falsy.has(word) ? false : undefined;
});

/** A whole number between two bounds. */
export function integer(minimum: number, maximum: number): EnvValue<number> {
  return parsed(`must be a whole number from ${minimum} to ${maximum}`, (text) => {
    const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
    return value >= minimum && value <= maximum ? value : undefined;
  });
}

/** Seconds, a fraction allowed, as milliseconds. */
export function seconds(minimum: number, maximum: number): EnvValue<number> {
  return parsed(`must be seconds from ${minimum} to ${maximum}`, (text) => {
    const value = /^\d{1,9}(\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN;
    return value >= minimum && value <= maximum ? Math.round(value * 1000) : undefined;
  });
}

/** One of a few words. */
export function choice<const Words extends readonly string[]>(
  words: Words,
): EnvValue<Words[number]> {
  return parsed(`must be one of ${words.join(", ")}`, (text) =>
    words.find((word) => word === text.toLowerCase()),
  );
}

/** `rate/burst`, requests a second and at once, or `none` for no limit of its own. */
export const rate: EnvValue<RatePolicy | "none"> = parsed(
  "must be rate/burst, such as 5/50, or none",
  (text) => {
    if (text === "none") return "none";
    const [, ratePerSecond, burst] = /^(\d{1,6}(?:\.\d{1,3})?)\/(\d{1,7})$/.exec(text) ?? [];
    const policy = { ratePerSecond: Number(ratePerSecond), burst: Number(burst) };
    return policy.ratePerSecond > 0 && policy.burst >= 1 ? policy : undefined;
  },
);

/** Items between commas. */
export const list: EnvValue<readonly string[]> = parsed("must be a list with commas", (text) =>
  text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== ""),
);

/** An `http:` or `https:` URL. */
export const httpUrl: EnvValue<string> = parsed("must be an http: or https: URL", (text) =>
  URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) ? text : undefined,
);

/** Where a sidecar listens. */
export const sidecarAddress: EnvValue<string> = parsed(
  "must be unix:/path/to/socket, of at most 103 bytes, or tcp:HOST:PORT",
  (text) => (isSidecarAddress(text) ? text : undefined),
);

/** A short name that stands in logs and labels as it is. */
export const label: EnvValue<string> = parsed(
  "must be 1 to 64 letters, digits, dots, dashes, underscores or colons",
  (text) => (/^[\w.:-]{1,64}$/.test(text) ? text : undefined),
);

/** Text as it is. */
export const text: EnvValue<string> = parsed("must be text", (value) => value);

function parsed<T>(rule: string, parse: (text: string) => T | undefined): EnvValue<T> {
  return z.string().transform((value, context): T => {
    const result = parse(value.trim());
    if (result !== undefined) return result;
    context.issues.push({ code: "custom", message: rule, input: value });
    return z.NEVER;
  });
}
