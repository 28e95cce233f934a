/** Where the service is, and what it serves. */
export interface BannerPlace {
  readonly url: string;
  /** What to call the database. */
  readonly database: string;
}

/** What a developer needs to make the first call. */
export function developmentBanner({ url, database }: BannerPlace, token: string): string {
  return [
    "",
    `Semvec serves on ${url}, on this machine only, with a development key.`,
    `Database: ${database}.`,
    "A token for 12 hours:",
    "",
    token,
    "",
    "Try it:",
    "",
    `curl -s ${url}/v1/run -H 'X-API-Key: ${token}' \\`,
    "  -H 'Content-Type: application/json' -d '{\"message\": \"What is Kubernetes?\"}'",
    "",
    "",
  ].join("\n");
}

/** The same for anonymous mode, which needs no token. */
export function anonymousBanner({ url, database }: BannerPlace): string {
  return [
    "",
    `Semvec serves on ${url}, on this machine only, to anyone: SEMVEC_ALLOW_ANONYMOUS is set.`,
    `Database: ${database}.`,
    "",
    `curl -s ${url}/v1/run -H 'Content-Type: application/json' \\`,
    '  -d \'{"message": "What is Kubernetes?"}\'',
    "",
    "",
  ].join("\n");
}
