/**
 * The different licence tokens of a request, from every `Authorization: Bearer` and `X-API-Key`;
 * more than one is a conflict. Proxies may join repeated headers with commas, which no token has.
 *
 * @param headers - each header's lines, as `headersDistinct` of a request has them
 */
export function readTokens(headers: NodeJS.Dict<string[]>): string[] {
  const bearers = values(headers["authorization"]).flatMap(
    (value) => /^Bearer +(\S+)$/i.exec(value)?.[1] ?? [],
  );
  return [...new Set([...bearers, ...values(headers["x-api-key"])])];
}

function values(lines: readonly string[] = []): string[] {
  return lines
    .flatMap((line) => line.split(","))
    .map((value) => value.trim())
    .filter((value) => value !== "");
}
