import { once } from "node:events";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { EmbedderConfigError } from "../errors.js";
import { createHashingEmbedder } from "../hashing-embedder.js";
import { HeldEmbedder } from "../testing/held-embedder.js";
import { startSidecarProcess } from "../testing/sidecar-process.js";
import { socketFolder } from "../testing/socket-folder.js";
import { createUnavailableEmbedder } from "../unavailable-embedder.js";
import { encodeTexts } from "./embed-messages.js";
import { decodeFailure } from "./failure-message.js";
import { FrameReader, frameKinds, headerBytes, newFrame } from "./frame.js";
import { SidecarEmbedder } from "./sidecar-embedder.js";
import { requestPayloadBytesMax, sidecarConnectionsMax } from "./sidecar-limits.js";
import { SidecarServer, type SidecarServerOptions } from "./sidecar-server.js";

const { path, address } = socketFolder();
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function listen(
  options: Partial<SidecarServerOptions> = {},
  embedder = new HeldEmbedder(),
): Promise<SidecarServer> {
  const server = await SidecarServer.listen(embedder, { listen: address, ...options });
  closing.push(() => server.close());
  return server;
}

async function dial(): Promise<Socket> {
  const socket = connect({ path });
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return socket;
}

/** Resolves also when it breaks, for which `once` would reject. */
function hasClosed(socket: Socket): Promise<unknown> {
  return new Promise((resolve) => socket.once("close", resolve));
}

/** What the sidecar sends until it hangs up. */
async function readToEnd(socket: Socket): Promise<Buffer> {
  const pieces: Buffer[] = [];
  socket.on("data", (piece: Buffer) => pieces.push(piece));
  await hasClosed(socket);
  return Buffer.concat(pieces);
}

async function expectService(): Promise<void> {
  const embedder = await SidecarEmbedder.open({ address });
  expect(await embedder.embed(["still there"])).toHaveLength(1);
  await embedder.close();
}

describe("the address", () => {
  test("a Unix socket is its owner's alone, and goes when the sidecar closes", async () => {
    const umask = process.umask();
    const server = await listen();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(process.umask()).toBe(umask);
    expect(server.address).toBe(address);
    await server.close();
    await server.close();
    expect(existsSync(path)).toBe(false);
  });

  test("the socket of a killed sidecar is replaced", async () => {
    const killed = await startSidecarProcess(address);
    await killed.kill("SIGKILL");
    expect(existsSync(path)).toBe(true);
    await listen();
    await expectService();
  });

  test("that of a living one is not, nor that of anything else that listens", async () => {
    await listen();
    await expect(listen()).rejects.toThrow(EmbedderConfigError);
    await expect(listen()).rejects.toThrow(/another sidecar listens on/);
    await expectService();
  });

  test("a file that is no socket is left alone", async () => {
    const file = `${path}.txt`;
    writeFileSync(file, "precious");
    await expect(listen({ listen: `unix:${file}` })).rejects.toThrow(/is no socket/);
    expect(readFileSync(file, "utf8")).toBe("precious");
  });

  test("a port that is taken and a folder that is missing are named", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    await expect(listen({ listen: `tcp:127.0.0.1:${port}` })).rejects.toThrow(/\(EADDRINUSE\)/);
    other.close();
    await expect(listen({ listen: "unix:/no/such/folder/s" })).rejects.toThrow(EmbedderConfigError);
  });

  test("other machines reach it only if that is asked for", async () => {
    const refused = listen({ listen: "tcp:0.0.0.0:0" });
    await expect(refused).rejects.toThrow(EmbedderConfigError);
    await expect(refused).rejects.toThrow(/texts travel in the clear .* --allow-remote/);
    const server = await listen({ listen: "tcp:0.0.0.0:0", allowRemote: true });
    expect(server.address).toMatch(/^tcp:0\.0\.0\.0:[1-9]/);
  });

  test("there must be an embedder to serve", async () => {
    const serving = SidecarServer.listen(createUnavailableEmbedder(), { listen: address });
    await expect(serving).rejects.toThrow(EmbedderConfigError);
  });
});

describe("clients that are none", () => {
  test("garbage ends the connection and harms nobody", async () => {
    await listen();
    const garbage = fc.uint8Array({ minLength: headerBytes, maxLength: 200 }).filter(
      // A valid start of a frame is waited for instead; that is another test.
      (bytes) => bytes[4] !== 1,
    );
    await fc.assert(
      fc.asyncProperty(garbage, async (bytes) => {
        const socket = await dial();
        socket.write(bytes);
        await readToEnd(socket);
      }),
      { numRuns: 50 },
    );
    await expectService();
  });

  test.each([
    ["a kind that no client sends", newFrame(frameKinds.vectors, 1)],
    ["no texts", encodeTexts(1, [])],
    ["texts that are cut off", newFrame(frameKinds.embed, 1, 3)],
    ["the id 0", encodeTexts(0, ["a"])],
    ["an id twice", Buffer.concat([encodeTexts(1, ["hold"]), encodeTexts(1, ["hold"])])],
    ["a frame that is too large", newFrame(frameKinds.embed, 1, requestPayloadBytesMax + 1)],
  ])("a frame with %s is answered with the reason, and hung up on", async (_, frame) => {
    await listen();
    const socket = await dial();
    socket.write(frame.subarray(0, 1024));
    const [answer] = new FrameReader(1024).push(await readToEnd(socket));
    expect(answer?.kind).toBe(frameKinds.failure);
    expect(decodeFailure(answer?.payload ?? Buffer.of()).code).toBe("ERR_EMBEDDER_RESPONSE");
    await expectService();
  });

  test("a client of another release learns of it", async () => {
    await listen();
    const socket = await dial();
    const frame = newFrame(frameKinds.describe, 1);
    frame.writeUInt8(9, 4);
    socket.write(frame);
    const [answer] = new FrameReader(1024).push(await readToEnd(socket));
    expect(decodeFailure(answer?.payload ?? Buffer.of()).message).toMatch(/not 9: run both ends/);
  });

  test.each([
    ["says nothing", Buffer.of()],
    ["stops in a header", newFrame(frameKinds.embed, 1, 100).subarray(0, 5)],
    ["stops in a payload", newFrame(frameKinds.embed, 1, 100).subarray(0, 50)],
    [
      "begins another frame whenever one ends",
      Buffer.concat([
        newFrame(frameKinds.describe, 1),
        newFrame(frameKinds.describe, 1).subarray(3),
      ]),
    ],
  ])("one that %s is cut off", async (_, bytes) => {
    await listen({ frameTimeoutMs: 50 });
    const socket = await dial();
    socket.write(bytes);
    await readToEnd(socket);
  });

  test("one that was heard of may be silent for as long as it likes", async () => {
    await listen({ frameTimeoutMs: 30 });
    const socket = await dial();
    socket.write(newFrame(frameKinds.describe, 1));
    await once(socket, "data");
    const silent = await dial();
    await readToEnd(silent);
    socket.write(newFrame(frameKinds.describe, 2));
    await once(socket, "data");
    socket.destroy();
  });

  test("one that reads no answers is cut off, and what it held is free again", async () => {
    const embedder = createHashingEmbedder(4_096);
    const server = await SidecarServer.listen(embedder, { listen: address, unreadTimeoutMs: 100 });
    closing.push(() => server.close());
    const deaf = await dial();
    deaf.pause();
    const texts = new Array<string>(8).fill("a");
    // A socket that is not read learns only by a write that the other end is gone.
    const closed = hasClosed(deaf);
    let id = 1;
    const writing = setInterval(() => {
      for (const last = id + 50; id < last; id++) deaf.write(encodeTexts(id, texts));
    }, 10);
    await closed;
    clearInterval(writing);
    await expectService();
  });

  test("as many connections as may be, and one more is hung up on", async () => {
    await listen();
    const sockets: Socket[] = [];
    for (let count = 0; count < sidecarConnectionsMax; count++) {
      const socket = await dial();
      socket.write(newFrame(frameKinds.describe, 1));
      await once(socket, "data");
      sockets.push(socket);
    }
    const extra = await dial();
    expect(await readToEnd(extra)).toHaveLength(0);
    for (const socket of sockets) socket.destroy();
    await expectService();
  });
});

test("closing cuts off what takes longer than it may", async () => {
  const embedder = new HeldEmbedder();
  const server = await listen({ drainTimeoutMs: 50 }, embedder);
  const socket = await dial();
  socket.write(encodeTexts(1, ["hold"]));
  await embedder.holding(1);
  await server.close();
  await embedder.holding(0);
});
