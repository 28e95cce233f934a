import type { ServerResponse } from "node:http";

/** The server on its way out, and the requests that it still owes an answer. */
export class Drain {
  readonly #open = new Set<ServerResponse>();
  #isDraining = false;
  #failsReadiness = false;
  #idleListeners: (() => void)[] = [];
  readonly #beginListeners: (() => void)[] = [];

  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** Whether a balancer is to look away. */
  get failsReadiness(): boolean {
    return this.#failsReadiness;
  }

  /** Takes note of a request; it is open until its answer is with the operating system. */
  track(response: ServerResponse): void {
    this.#open.add(response);
    if (this.#isDraining) closeAfterwards(response);
    response.once("close", () => {
      this.#open.delete(response);
      if (this.#open.size === 0) this.#tellIdle();
    });
  }

  /** Calls back when the drain begins; for answers that would not end by themselves. */
  onBegin(listener: () => void): void {
    this.#beginListeners.push(listener);
  }

  /**
   * From now on readiness fails, and every connection closes after its answer.
   *
   * @param handsOver - others go on serving at the same address: readiness does not fail
   */
  begin(handsOver = false): void {
    this.#failsReadiness ||= !handsOver;
    if (this.#isDraining) return;
    this.#isDraining = true;
    for (const response of this.#open) closeAfterwards(response);
    for (const listener of this.#beginListeners) listener();
  }

  /** Resolves when no request is open. */
  async idle(): Promise<void> {
    if (this.#open.size === 0) return;
    await new Promise<void>((resolve) => this.#idleListeners.push(resolve));
  }

  #tellIdle(): void {
    const listeners = this.#idleListeners;
    this.#idleListeners = [];
    for (const listener of listeners) listener();
  }
}

/** A client that kept its connection would send its next request to a server that is gone. */
function closeAfterwards(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader("Connection", "close");
}
