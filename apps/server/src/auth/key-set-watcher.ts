import type { KeySet } from "@semvec/license";
import type { Cancel, Clock } from "@semvec/persistence";
import { readKeySet } from "./license-keys.js";

/** How often a JWKS file is read again, in milliseconds. */
export const keySetRereadMs = 30_000;

/** What {@link watchKeySet} reports. */
export interface KeySetListener {
  onKeys(keys: KeySet): void;
  /** The file cannot be used; the keys in use stay. */
  onError(error: unknown): void;
}

/**
 * Reads a JWKS again and again, so that keys rotate without a restart. Keys given as JSON never
 * change.
 */
export function watchKeySet(jwks: string, clock: Clock, listener: KeySetListener): Cancel {
  if (jwks.trimStart().startsWith("{")) return () => {};
  let isStopped = false;
  let cancel: Cancel = () => {};
  const schedule = (): void => {
    if (!isStopped) cancel = clock.after(keySetRereadMs, reread);
  };
  const reread = (): void => {
    readKeySet(jwks)
      .then((keys) => !isStopped && listener.onKeys(keys), listener.onError)
      .finally(schedule);
  };
  schedule();
  return () => {
    isStopped = true;
    cancel();
  };
}
