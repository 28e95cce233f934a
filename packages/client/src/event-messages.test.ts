import { describe, expect, test } from "@jest/globals";
import { type EventMessage, eventMessages } from "./event-messages.js";

async function read(...chunks: Uint8Array[]): Promise<EventMessage[]> {
  const messages: EventMessage[] = [];
  async function* source() {
    yield* chunks;
  }
  for await (const message of eventMessages(source())) messages.push(message);
  return messages;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("events are read", () => {
  test("with name, data and the newest id", async () => {
    const text = 'id: 7\n\nevent: drift\ndata: {"a":1}\nid: 8\n\n: awake\n\ndata:x\n\n';
    expect(await read(bytes(text))).toEqual([
      { name: "drift", data: '{"a":1}', lastEventId: "8" },
      { name: "message", data: "x", lastEventId: "8" },
    ]);
  });

  test("with data of several lines, and fields without a value or a meaning", async () => {
    const text = "data: a\ndata\ndata:  b\nretry: 5\nfoo: bar\nevent\n\nevent: lost\n\n";
    expect(await read(bytes(text))).toEqual([
      { name: "message", data: "a\n\n b", lastEventId: "" },
    ]);
  });

  test.each(["\n", "\r\n", "\r"])("in lines that end with %j, cut anywhere", async (end) => {
    const all = bytes(["id: ä€😀", "event: e", "data: ü", "", "data: 2", "", "x", ""].join(end));
    const whole = await read(all);
    expect(whole).toHaveLength(2);
    expect(whole[0]).toEqual({ name: "e", data: "ü", lastEventId: "ä€😀" });
    for (let cut = 1; cut < all.length; cut += 1) {
      expect(await read(all.subarray(0, cut), all.subarray(cut))).toEqual(whole);
    }
    expect(await read(...[...all].map((byte) => Uint8Array.of(byte)))).toEqual(whole);
  });

  test("never before they have ended", async () => {
    expect(await read(bytes("data: half"))).toEqual([]);
    expect(await read(bytes("data: whole line\n"))).toEqual([]);
  });

  test("an id with NUL is none", async () => {
    expect(await read(bytes("id: 1\nid: 2\0\ndata: x\n\n"))).toEqual([
      { name: "message", data: "x", lastEventId: "1" },
    ]);
  });
});
