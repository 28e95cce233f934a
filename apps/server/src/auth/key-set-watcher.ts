import type { KeySet } from "@semvec/license";
import type { Cancel, Clock } from "@semvec/persistence";
import { readKeySet } from "./license-keys.js";
import { type RereadListener, rereadEvery } from "./reread-every.js";

/** How often a JWKS file is read again, in milliseconds. */
export const keySetRereadMs = 30_000;

/**
 * Reads a JWKS again and again, so that keys rotate without a restart. Keys given as JSON never
 * change.
 */
export function watchKeySet(jwks: string, clock: Clock, listener: RereadListener<KeySet>): Cancel {
  if (jwks.trimStart().startsWith("{")) return () => {};
  return rereadEvery(keySetRereadMs, () => readKeySet(jwks), listener, clock);
}
