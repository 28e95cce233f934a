import type { ServerResponse } from "node:http";

/** Sends a whole answer at once. */
export function send(
  response: ServerResponse,
  status: number,
  contentType: string,
  text: string,
): void {
  response.setHeader("Content-Type", contentType);
  response.setHeader("Content-Length", Buffer.byteLength(text));
  response.statusCode = status;
  response.end(text);
}

/** Sends a value as JSON. */
export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  send(response, status, "application/json", JSON.stringify(value));
}
