import { ipKeyGenerator, MemoryStore, type Options } from "express-rate-limit";

/** Failed sign-ins that one client address may make in a window. */
export const failedSignInsMax = 20;

/** Length of the window, in milliseconds. */
export const failedSignInsWindowMs = 60_000;

/** Prefix length by which IPv6 addresses are counted: what one customer usually has. */
const ipv6Subnet = 64;

/**
 * Counts failed sign-ins by client address, so that guessing tokens costs the server nothing.
 *
 * The middleware of express-rate-limit counts requests when they begin and takes them back when
 * they turn out well, which would count good requests under way; here its store counts failures
 * alone.
 */
export class FailedSignIns {
  readonly #store = new MemoryStore();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
    // The store reads nothing else of the middleware's options.
    this.#store.init({ windowMs: failedSignInsWindowMs } as Options);
  }

  /** Whole seconds until this address may try again; `undefined` when it may now. */
  async retryAfterSeconds(address: string): Promise<number | undefined> {
    const info = await this.#store.get(addressKey(address));
    if (info === undefined || info.totalHits < failedSignInsMax) return undefined;
    const waitMs = (info.resetTime?.getTime() ?? 0) - this.#nowMs();
    return waitMs > 0 ? Math.ceil(waitMs / 1000) : undefined;
  }

  /** Takes note of a failed sign-in. */
  async count(address: string): Promise<void> {
    await this.#store.increment(addressKey(address));
  }

  /** Stops the store's timer. */
  close(): void {
    this.#store.shutdown();
  }
}

function addressKey(address: string): string {
  return ipKeyGenerator(address, ipv6Subnet);
}
