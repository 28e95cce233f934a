import type { TestServer } from "./test-server.js";

/** A block of a stream of events, as its lines say. */
export interface EventBlock {
  readonly id?: string;
  readonly event?: string;
  readonly data?: Record<string, unknown>;
}

/** Whose stream, and where it goes on. */
export interface FollowOptions {
  readonly subject: string;
  /** Default: one that the server's own key has just signed for the subject. */
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Follows a stream: its next block that says something, or `undefined` at its end. */
export async function followEvents(server: TestServer, path: string, options: FollowOptions) {
  const { subject, token = server.token({ subject }), headers = {} } = options;
  const response = await fetch(`${server.url}${path}`, {
    headers: { "X-API-Key": token, ...headers },
  });
  if (response.status !== 200) throw new Error(`${path} answers ${response.status}`);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  const next = async (): Promise<EventBlock | undefined> => {
    while (!rest.includes("\n\n")) {
      const chunk = await reader?.read();
      if (chunk?.value === undefined) return undefined;
      rest += chunk.value;
    }
    const [text = "", ...others] = rest.split("\n\n");
    rest = others.join("\n\n");
    return text === ":" ? next() : blockOf(text);
  };
  return { next, cancel: () => reader?.cancel() };
}

function blockOf(text: string): EventBlock {
  const fields = new Map(
    text.split("\n").map((line): [string, string] => {
      const [name = "", ...value] = line.split(": ");
      return [name, value.join(": ")];
    }),
  );
  const [id, event, data] = ["id", "event", "data"].map((name) => fields.get(name));
  return {
    ...(id !== undefined && { id }),
    ...(event !== undefined && { event }),
    ...(data !== undefined && { data: JSON.parse(data) as Record<string, unknown> }),
  };
}
