import { createServer } from "node:net";
import { SemvecClient } from "@semvec/client";
import type { ServerConfig } from "@semvec/server";
import type { Finding } from "./finding.js";

type Address = Pick<ServerConfig, "host" | "port">;

/** How long a process at the port may take to say who it is. */
const healthTimeoutMs = 2000;

/** Whether the service could listen; a Semvec service that does already is only worth a warning. */
export async function checkPort({ host, port }: Address): Promise<Omit<Finding, "check">> {
  const problem = await listenProblem(host, port);
  if (problem === undefined) return { status: "ok", detail: `${host}:${port} is free` };
  if (problem !== "EADDRINUSE") {
    return { status: "failure", detail: `${host}:${port} cannot be listened on (${problem})` };
  }
  const version = await semvecVersion(host, port);
  if (version !== undefined) {
    return { status: "warning", detail: `Semvec ${version} is serving at ${host}:${port}` };
  }
  const detail = `${host}:${port} is in use by another program; set PORT, or stop that program`;
  return { status: "failure", detail };
}

function listenProblem(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}

async function semvecVersion(host: string, port: number): Promise<string | undefined> {
  const name = host.includes(":") ? `[${host}]` : host;
  const client = new SemvecClient({ baseUrl: `http://${name}:${port}`, retriesMax: 0 });
  try {
    const { version } = await client.health({ signal: AbortSignal.timeout(healthTimeoutMs) });
    return typeof version === "string" ? version : undefined;
  } catch {
    // Whoever it is, it is no Semvec service.
    return undefined;
  }
}
