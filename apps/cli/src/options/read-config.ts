import type { ServerConfig } from "@semvec/server";
import { UsageError } from "../errors.js";

/** A setting that makes no sense is an error of usage, wherever it was written. */
export function readConfig(load: () => ServerConfig): ServerConfig {
  try {
    return load();
  } catch (error) {
    const { message } = Object(error) as { readonly message?: unknown };
    throw new UsageError(String(message), { cause: error });
  }
}
