import type { IncomingMessage, ServerResponse } from "node:http";
import { BodyTooLargeError, ClientGoneError, UnsupportedMediaError } from "../errors/errors.js";
import { awaitsContinue } from "./check-message.js";

/** `application/json` or `application/…+json`, with no charset or UTF-8. */
const jsonType = /^application\/(?:[\w.+-]+\+)?json$/i;
const utf8Charset = /^charset="?utf-?8"?$/i;

/**
 * Reads a request body: not compressed, at most `bytesMax` long, and JSON unless it is empty. A
 * client that waits for it is told to go on once its headers have passed.
 *
 * @throws UnsupportedMediaError, BodyTooLargeError
 * @throws ClientGoneError when the connection closes before the body is complete
 */
export async function readBody(
  request: IncomingMessage,
  response: ServerResponse,
  bytesMax: number,
): Promise<Uint8Array> {
  const encoding = request.headers["content-encoding"];
  if (encoding !== undefined && encoding.trim().toLowerCase() !== "identity") {
    throw new UnsupportedMediaError("Compressed bodies are not taken: send it as it is");
  }
  const declaredBytes = Number(request.headers["content-length"] ?? 0);
  if (declaredBytes > bytesMax) throw new BodyTooLargeError(bytesMax);
  if (declaredBytes > 0) assertJson(request.headers["content-type"]);
  if (awaitsContinue(request)) response.writeContinue();
  const body = await collect(request, bytesMax);
  if (body.length > 0) assertJson(request.headers["content-type"]);
  return body;
}

/** A content type is of no matter where there is no content. */
function assertJson(contentType: string | undefined): void {
  const [type = "", ...parameters] = (contentType ?? "").split(";").map((part) => part.trim());
  const charset = parameters.find((parameter) => /^charset=/i.test(parameter));
  if (!jsonType.test(type) || (charset !== undefined && !utf8Charset.test(charset))) {
    throw new UnsupportedMediaError("The body must be application/json in UTF-8");
  }
}

function collect(request: IncomingMessage, bytesMax: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const onData = (chunk: Buffer): void => {
      length += chunk.length;
      if (length > bytesMax) settle(() => reject(new BodyTooLargeError(bytesMax)));
      else chunks.push(chunk);
    };
    const onEnd = (): void => {
      const [only] = chunks;
      settle(() => resolve(chunks.length === 1 && only ? only : Buffer.concat(chunks, length)));
    };
    const onGone = (): void => settle(() => reject(new ClientGoneError()));
    const settle = (outcome: () => void): void => {
      request.off("data", onData).off("end", onEnd).off("close", onGone);
      outcome();
    };
    // A stream that fails says so to a listener or to the whole process; it closes either way.
    request.on("error", () => {});
    request.on("data", onData).on("end", onEnd).on("close", onGone);
  });
}
