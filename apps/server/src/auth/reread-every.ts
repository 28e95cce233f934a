import type { Cancel, Clock } from "@semvec/persistence";

/** What {@link rereadEvery} reports. */
export interface RereadListener<T> {
  onRead(value: T): void;
  /** It cannot be read now; what was read before stays in use. */
  onError(error: unknown): void;
}

/** Reads something again and again, a pause after each time; never twice at once. */
export function rereadEvery<T>(
  pauseMs: number,
  read: () => Promise<T>,
  listener: RereadListener<T>,
  clock: Clock,
): Cancel {
  let isStopped = false;
  let cancel: Cancel = () => {};
  const schedule = (): void => {
    if (!isStopped) cancel = clock.after(pauseMs, reread);
  };
  const reread = (): void => {
    read()
      .then((value) => !isStopped && listener.onRead(value), listener.onError)
      .finally(schedule);
  };
  schedule();
  return () => {
    isStopped = true;
    cancel();
  };
}
