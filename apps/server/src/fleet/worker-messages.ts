/** What a worker tells its fleet: it answers requests, and would pass its readiness probe. */
export interface WorkerReady {
  readonly type: "ready";
  readonly url: string;
  /** What a developer is shown; empty beyond loopback. */
  readonly banner: string;
}

/** What a fleet tells a worker: others serve on at its address, so drain and end. */
export interface HandOver {
  readonly type: "hand-over";
}

/** Whether a message is one of the two. */
export function isMessage<Type extends string>(
  message: unknown,
  type: Type,
): message is { readonly type: Type } {
  return typeof message === "object" && message !== null && Reflect.get(message, "type") === type;
}
