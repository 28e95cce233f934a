import { SemvecClient } from "@semvec/client";
import type { Command } from "commander";
import type { CliIo } from "../cli-io.js";

/** Where the service listens when `--url` does not say. */
export const defaultServiceUrl = "http://127.0.0.1:8080";

/** Which service, and with which licence. */
export interface ServiceOptions {
  readonly url?: string;
  readonly token?: string;
}

/** Adds `--url` and `--token` to a command that talks to a running service. */
export function addServiceOptions(command: Command): Command {
  return command
    .option("--url <url>", `base URL of the service (default: ${defaultServiceUrl})`)
    .option("--token <token>", "licence token (default: SEMVEC_LICENSE_KEY)");
}

/** A client of the service that the options name. @throws ClientConfigError */
export function serviceClient(io: CliIo, options: ServiceOptions): SemvecClient {
  const token = options.token ?? io.env["SEMVEC_LICENSE_KEY"];
  return new SemvecClient({
    baseUrl: options.url ?? defaultServiceUrl,
    token: token === "" ? undefined : token,
  });
}
