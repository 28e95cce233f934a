import {
  fillPath,
  type RequestOf,
  type ResponseOf,
  type RouteId,
  routes,
  successStatuses,
} from "@semvec/contract";
import { assertContract } from "./assert-contract.js";

/** An answer of the service. */
export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** The parts of a request; a query's numbers and booleans stand for their text. */
interface Parts {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** A client for tests: every answer it gets is checked against the contract. */
export class ApiClient {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(url: string, token?: string) {
    this.#url = url;
    this.#headers = token === undefined ? {} : { "X-API-Key": token };
  }

  /** Calls a route and expects success. */
  async ok<Id extends RouteId>(id: Id, parts: RequestOf<Id>): Promise<ResponseOf<Id>> {
    const { status, body } = await this.send(id, parts as Parts);
    if (!successStatuses(routes[id]).includes(status)) {
      throw new Error(`${id}: ${status} ${JSON.stringify(body)}`);
    }
    return body as ResponseOf<Id>;
  }

  /** Calls a route, whatever comes of it. */
  async send(
    id: RouteId,
    parts: Parts,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer<unknown>> {
    const { method, path } = routes[id];
    const query = new URLSearchParams(
      Object.entries(parts.query ?? {}).map(([name, value]): [string, string] => [
        name,
        String(value),
      ]),
    );
    const response = await fetch(`${this.#url}${fillPath(path, parts.params ?? {})}?${query}`, {
      method: method.toUpperCase(),
      headers: {
        ...this.#headers,
        ...(parts.body !== undefined && { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(parts.body !== undefined && { body: JSON.stringify(parts.body) }),
    });
    const answer = await readAnswer(response);
    assertContract(id, answer);
    return answer;
  }
}

/** Reads an answer; JSON is parsed. Of a stream it is the data of the events in its first chunk. */
export async function readAnswer(response: Response): Promise<Answer<unknown>> {
  if (response.headers.get("content-type")?.startsWith("text/event-stream") === true) {
    return { status: response.status, headers: response.headers, body: await readStart(response) };
  }
  const text = await response.text();
  const isJson =
    text !== "" && response.headers.get("content-type")?.startsWith("application/json") === true;
  const { status, headers } = response;
  return { status, headers, body: isJson ? JSON.parse(text) : text };
}

/** Breaks a stream off after its first chunk, which is sent with the head. */
async function readStart({ body }: Response): Promise<unknown[]> {
  const reader = body?.getReader();
  const chunk = await reader?.read();
  await reader?.cancel();
  const text = new TextDecoder().decode(chunk?.value);
  return [...text.matchAll(/^data: (.*)$/gm)].map(([, data = ""]) => JSON.parse(data) as unknown);
}
