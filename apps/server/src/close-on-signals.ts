/** A further signal this soon is the same one, sent on by npm or to the whole process group. */
const repeatedSignalMs = 2_000;

/** What ends and what is told, so that a test need not end itself. */
export interface SignalOptions {
  /** Signals that close. Default: SIGTERM and SIGINT. */
  readonly signals?: readonly NodeJS.Signals[];
  /** Default: `process.exit`. */
  readonly exit?: (code: number) => void;
  /** Told why the exit code is 1. Default: one line on stderr. */
  readonly onError?: (error: unknown) => void;
  /** Monotonic milliseconds. Default: `performance.now`. */
  readonly nowMs?: () => number;
}

/**
 * Closes a server on a signal, SIGTERM or SIGINT unless others are named, and then ends the
 * process: with 0 when no request was cut off. A second signal, unless it is the first one sent on,
 * ends it at once with 1; nothing that was acknowledged is lost.
 */
export function closeOnSignals(
  server: { close(): Promise<void> },
  options: SignalOptions = {},
): void {
  const exit = options.exit ?? ((code) => process.exit(code));
  const onError =
    options.onError ?? ((error) => process.stderr.write(`semvec: ${String(error)}\n`));
  const nowMs = options.nowMs ?? (() => performance.now());
  let firstAtMs: number | undefined;
  const onSignal = (): void => {
    if (firstAtMs !== undefined) {
      if (nowMs() - firstAtMs > repeatedSignalMs) exit(1);
      return;
    }
    firstAtMs = nowMs();
    server.close().then(
      () => exit(0),
      (error: unknown) => {
        onError(error);
        exit(1);
      },
    );
  };
  for (const signal of options.signals ?? ["SIGTERM", "SIGINT"]) process.on(signal, onSignal);
}
