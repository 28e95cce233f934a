import type { WorkerReply, WorkerRequest } from "./worker-protocol.js";

/** Where the inference runs: a thread of this process, or a process of its own. */
export interface InferenceHost {
  post(request: WorkerRequest): void;
  /** Says whether the host shall keep this process alive. */
  keepAlive(isBusy: boolean): void;
  /** Ends it at once, whatever it does. */
  kill(): void;
}

/** What a host tells its owner. */
export interface InferenceHostEvents {
  onReply(reply: WorkerReply): void;
  /** It ended, for whatever reason; called once. */
  onExit(): void;
}
