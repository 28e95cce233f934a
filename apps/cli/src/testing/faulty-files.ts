import real, { type FileHandle } from "node:fs/promises";

/** Which calls fail, and with what. */
export interface FileFault {
  /** The first one, from 1. */
  readonly first: number;
  /** How many, one after the other. */
  readonly count: number;
  /** Such as `ENOSPC`. */
  readonly code: string;
}

/** Calls that this stands in for; each takes a path first. */
const pathCalls = [
  "link",
  "mkdir",
  "open",
  "readFile",
  "realpath",
  "rename",
  "rm",
  "writeFile",
] as const;
const handleCalls = ["appendFile", "close", "sync"] as const;

/** Stands in for `node:fs/promises`: real calls on real files, some of which fail as told. */
export class FaultyFiles {
  /** Whether a call has failed since {@link break}. */
  hasFailed = false;
  #folder = "";
  #fault: FileFault | undefined;
  #calls = 0;

  /** The module, for `jest.unstable_mockModule`. */
  readonly module: Record<string, unknown> = {
    ...real,
    ...Object.fromEntries(pathCalls.map((name) => [name, this.#wrapped(name)])),
  };

  /** Calls on files below the folder are counted anew, and fail as told. */
  break(folder: string, fault: FileFault): void {
    this.#folder = folder;
    this.#fault = fault;
    this.#calls = 0;
    this.hasFailed = false;
  }

  /** From now on no call fails. */
  repair(): void {
    this.#fault = undefined;
  }

  #wrapped(name: (typeof pathCalls)[number]) {
    const call = real[name] as (...args: unknown[]) => Promise<unknown>;
    return async (...args: unknown[]): Promise<unknown> => {
      if (!String(args[0]).startsWith(this.#folder)) return call(...args);
      const error = this.#next(name, String(args[0]));
      if (error !== undefined) {
        await this.#leaveHalf(name, args);
        throw error;
      }
      const result = await call(...args);
      return name === "open" ? this.#handle(result as FileHandle, String(args[0])) : result;
    };
  }

  /** A disk that fills up has taken a part of what was written. */
  async #leaveHalf(name: string, [path, text, options]: unknown[]): Promise<void> {
    if (name !== "writeFile" || typeof text !== "string") return;
    await real.writeFile(String(path), text.slice(0, text.length / 2), options as { mode: number });
  }

  #handle(file: FileHandle, path: string): FileHandle {
    return new Proxy(file, {
      get: (target, property) => {
        const value: unknown = Reflect.get(target, property, target);
        if (typeof value !== "function") return value;
        const isCounted = handleCalls.some((name) => name === property);
        return async (...args: unknown[]): Promise<unknown> => {
          const error = isCounted ? this.#next(String(property), path) : undefined;
          // A close that fails has closed the file all the same.
          if (error === undefined || property === "close") await value.apply(target, args);
          if (error !== undefined) throw error;
          return undefined;
        };
      },
    });
  }

  #next(call: string, path: string): Error | undefined {
    this.#calls += 1;
    if (this.#fault === undefined) return undefined;
    const { first, count, code } = this.#fault;
    if (this.#calls < first || this.#calls >= first + count) return undefined;
    this.hasFailed = true;
    return Object.assign(new Error(`${code}: injected, ${call} '${path}'`), { code });
  }
}
