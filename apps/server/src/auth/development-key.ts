import { join } from "node:path";
import { generateKeyPair, type LicenseKeyPair, loadKeyPair, mintLicense } from "@semvec/license";
import { readSecretFile } from "./secret-file.js";

/** File in the data directory that holds the development key. */
export const developmentKeyFile = "semvec-development-key.json";

/** Life of the token in the banner, in seconds: a working day. */
const developmentTokenTtlSeconds = 12 * 3600;

/** The key pair that signs licences on a developer's machine; made once, then reused. */
export async function openDevelopmentKey(dataDirectory: string): Promise<LicenseKeyPair> {
  const json = await readSecretFile(join(dataDirectory, developmentKeyFile), () =>
    JSON.stringify(generateKeyPair().privateJwk),
  );
  return loadKeyPair(JSON.parse(json));
}

/** A token for the developer who has just started the server. */
export function mintDevelopmentToken(key: LicenseKeyPair, nowMs: number): string {
  return mintLicense(
    { subject: "dev", tier: "pro", ttlSeconds: developmentTokenTtlSeconds, nowMs },
    key.signingKey,
  );
}
