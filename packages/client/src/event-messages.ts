/** One event of a stream of server-sent events. */
export interface EventMessage {
  readonly name: string;
  readonly data: string;
  /** Of the newest event that had an id; empty before the first. */
  readonly lastEventId: string;
}

/**
 * Reads server-sent events as browsers do (WHATWG HTML §9.2.6): fields line by line, an event at
 * each blank line unless it has no data; comments, which keep the connection awake, are skipped.
 */
export async function* eventMessages(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<EventMessage, void, undefined> {
  let lastEventId = "";
  let name = "";
  let data: string[] = [];
  for await (const line of lines(chunks)) {
    if (line === "") {
      if (data.length > 0) {
        yield { name: name === "" ? "message" : name, data: data.join("\n"), lastEventId };
      }
      name = "";
      data = [];
      continue;
    }
    const [field, value] = fieldOf(line);
    if (field === "id" && !value.includes("\0")) lastEventId = value;
    else if (field === "event") name = value;
    else if (field === "data") data.push(value);
  }
}

/** Lines that have ended, each with CRLF, LF or CR. */
async function* lines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, undefined> {
  // Skips a byte order mark, as a stream may begin with one.
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true });
    // A CR at the end may be half of a CRLF.
    const ended = rest.split(/\r\n|\n|\r(?!$)/);
    rest = ended.pop() ?? "";
    yield* ended;
  }
}

function fieldOf(line: string): readonly [string, string] {
  const colon = line.indexOf(":");
  if (colon < 0) return [line, ""];
  return [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, "")];
}
