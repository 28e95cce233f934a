/** What a developer needs to make the first call. */
export function developmentBanner(url: string, token: string): string {
  return [
    "",
    `Semvec serves on ${url}, on this machine only, with a development key.`,
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
export function anonymousBanner(url: string): string {
  return [
    "",
    `Semvec serves on ${url}, on this machine only, to anyone: SEMVEC_ALLOW_ANONYMOUS is set.`,
    "",
    `curl -s ${url}/v1/run -H 'Content-Type: application/json' \\`,
    '  -d \'{"message": "What is Kubernetes?"}\'',
    "",
    "",
  ].join("\n");
}
