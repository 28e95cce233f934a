import { readFile } from "node:fs/promises";
import { isIPv4 } from "node:net";
import { KeySet } from "@semvec/license";
import type { ServerConfig } from "@semvec/server";
import type { Finding } from "./finding.js";

type LicenseSettings = Pick<ServerConfig, "host" | "isProduction" | "license">;

/** Whether the service has keys to verify licences with. @throws InvalidKeyError */
export async function checkLicenseKeys(config: LicenseSettings): Promise<Omit<Finding, "check">> {
  const { jwks } = config.license;
  if (jwks !== undefined) {
    const text = jwks.trimStart().startsWith("{") ? jwks : await readFile(jwks, "utf8");
    const keys = KeySet.fromJwks(text);
    if (keys.size > 0) return { status: "ok", detail: `${keys.size} in SEMVEC_LICENSE_JWKS` };
    return { status: "failure", detail: "the key set is empty: every token would be refused" };
  }
  if (isLoopback(config.host) && !config.isProduction) {
    const detail = "none: on loopback the service makes a development key of its own";
    return { status: "warning", detail };
  }
  const why = config.isProduction ? "NODE_ENV=production" : `HOST=${config.host}`;
  return {
    status: "failure",
    detail: `none, with ${why}; set SEMVEC_LICENSE_JWKS (see \`semvec license keygen\`)`,
  };
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));
}
