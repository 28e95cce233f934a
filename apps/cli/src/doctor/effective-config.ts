import type { ConfigEntry } from "@semvec/server";

/** A setting as it takes effect. */
export interface EffectiveSetting {
  readonly name: string;
  /** The value, or for a secret whether there is one. */
  readonly value: string;
  readonly isDefault: boolean;
}

/** Longest value that is shown whole, in characters. */
const shownCharactersMax = 80;

/** Every setting with the value in effect; a secret's value never shows. */
export function effectiveConfig(
  reference: readonly ConfigEntry[],
  env: Readonly<Record<string, string | undefined>>,
): EffectiveSetting[] {
  return reference.map(({ name, default: fallback, secret }) => {
    const value = env[name]?.trim() ?? "";
    const isDefault = value === "";
    if (secret && !isDefault) return { name, value: "(set, not shown)", isDefault };
    return { name, value: shown(isDefault ? fallback : value), isDefault };
  });
}

function shown(value: string): string {
  if (value === "") return "(none)";
  return value.length <= shownCharactersMax ? value : `${value.slice(0, shownCharactersMax - 1)}…`;
}
