import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A real server on loopback whose answers a test decides. */
export interface EmbeddingServer {
  readonly url: string;
  /** Requests received. */
  readonly requests: readonly { path: string; headers: IncomingMessage["headers"]; body: string }[];
  /** Decides how later requests are answered. */
  answerWith(answer: Answer): void;
  close(): Promise<void>;
}

/** Answers one request. */
export type Answer = (texts: readonly string[], response: ServerResponse) => void;

/** A three-dimensional vector that depends on the text. */
export const smallVector = (text: string): number[] => [
  text.length + 1,
  text.charCodeAt(0) || 0,
  1,
];

/** Answers as OpenAI's API does, out of order. */
export const answerWell: Answer = (texts, response) => {
  const data = texts.map((text, index) => ({ index, embedding: smallVector(text) })).reverse();
  response.end(JSON.stringify({ data }));
};

export async function startEmbeddingServer(answer: Answer = answerWell): Promise<EmbeddingServer> {
  let current = answer;
  const requests: { path: string; headers: IncomingMessage["headers"]; body: string }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString("utf8");
    requests.push({ path: request.url ?? "", headers: request.headers, body });
    current((JSON.parse(body) as { input: string[] }).input, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    answerWith(next) {
      current = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
