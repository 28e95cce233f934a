import { once } from "node:events";
import { rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import * as errors from "../errors.js";
import { createHashingEmbedder } from "../hashing-embedder.js";
import { openEmbedder } from "../open-embedder.js";
import { failuresInRowMax } from "../remote/circuit-breaker.js";
import { describeEmbedderContract } from "../testing/embedder-contract.js";
import { HeldEmbedder } from "../testing/held-embedder.js";
import { startSidecarProcess } from "../testing/sidecar-process.js";
import { socketFolder } from "../testing/socket-folder.js";
import { bits } from "../testing/vectors.js";
import { encodeVectors } from "./embed-messages.js";
import { encodeDescription } from "./embedder-description.js";
import { FrameReader, frameKinds } from "./frame.js";
import { SidecarEmbedder } from "./sidecar-embedder.js";
import { connectionTextsMax, sidecarCallsMax, sidecarRequestTextsMax } from "./sidecar-limits.js";
import { SidecarServer } from "./sidecar-server.js";

const place = socketFolder();
const { address } = place;
const closing: (() => Promise<void>)[] = [];
let held: HeldEmbedder;

beforeEach(() => {
  held = new HeldEmbedder();
});

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function listen(embedder = held, listenOn = address): Promise<SidecarServer> {
  const server = await SidecarServer.listen(embedder, { listen: listenOn, drainTimeoutMs: 2_000 });
  closing.push(() => server.close());
  return server;
}

async function startProcess(dimension?: number) {
  const sidecar = await startSidecarProcess(address, dimension);
  closing.push(() => sidecar.kill("SIGKILL"));
  return sidecar;
}

async function open(
  config: Partial<Parameters<typeof SidecarEmbedder.open>[0]> = {},
): Promise<SidecarEmbedder> {
  const embedder = await SidecarEmbedder.open({ address, ...config });
  closing.push(() => embedder.close());
  return embedder;
}

const failure = (promise: Promise<unknown>): Promise<errors.EmbedderError> =>
  promise.then(
    () => Promise.reject(new Error("it was expected to fail")),
    (error: errors.EmbedderError) => error,
  );

/** Asks again until it works, as clients do; the test's own timeout ends it. */
async function eventually<T>(attempt: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await attempt();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

for (const listenOn of [socketFolder().address, "tcp:127.0.0.1:0", "tcp:[::1]:0"]) {
  describeEmbedderContract(`the sidecar on ${listenOn.slice(0, 8)}`, async () => {
    const server = await SidecarServer.listen(createHashingEmbedder(), { listen: listenOn });
    const embedder = await openEmbedder({ kind: "sidecar", address: server.address });
    const close = async (): Promise<void> => {
      await SidecarEmbedder.prototype.close.call(embedder);
      await server.close();
    };
    return Object.assign(embedder, { close });
  });
}

test("with the bundled model, everything is as it is without a sidecar, to the bit", async () => {
  const inline = await openEmbedder({ kind: "use-lite" });
  closing.push(() => inline.close());
  const server = await SidecarServer.listen(inline, { listen: "tcp:127.0.0.1:0" });
  closing.push(() => server.close());
  const embedder = await open({ address: server.address });
  const { id, dimension, profile } = inline;
  expect(embedder).toMatchObject({ id, dimension, profile });
  const texts = Array.from({ length: sidecarRequestTextsMax + 1 }, (_, i) => `text number ${i}`);
  const vectors = await embedder.embed(texts);
  expect(vectors.map(bits)).toEqual((await inline.embed(texts)).map(bits));
});

describe("SidecarEmbedder", () => {
  test.each([
    new errors.EmbedderCircuitOpenError(2_500),
    new errors.EmbedderCrashedError("died"),
    new errors.EmbedderOverloadedError("full"),
    new errors.EmbedderResponseError("odd"),
    new errors.EmbedderTimeoutError(750),
    new errors.EmbedderUnavailableError("gone"),
    new errors.InferenceRuntimeError("no binding"),
    new errors.InvalidEmbeddingError("zero"),
  ])("passes on %p of the embedder behind it", async (error) => {
    await listen();
    const embedder = await open();
    held.failure = error;
    expect(await failure(embedder.embed(["a"]))).toEqual(error);
    held.failure = new Error("unforeseen");
    const unforeseen = await failure(embedder.embed(["a"]));
    expect(unforeseen.code).toBe("ERR_EMBEDDER_UNAVAILABLE");
    expect(unforeseen.message).toContain("unforeseen");
  });

  test("does not open without a sidecar, and says how to start one", async () => {
    const error = await failure(open({ timeoutMs: 50 }));
    expect(error.code).toBe("ERR_EMBEDDER_TIMEOUT");
    const patient = await failure(open());
    expect(patient.code).toBe("ERR_EMBEDDER_UNAVAILABLE");
    expect(patient.message).toContain(`(ENOENT): start one with \`semvec embedder --listen`);
  });

  test("that may be absent opens, and knows its embedder once there is one", async () => {
    const embedder = await open({ timeoutMs: 50, mayBeAbsent: true });
    expect(() => embedder.id).toThrow(errors.EmbedderUnavailableError);
    expect(() => embedder.dimension).toThrow(errors.EmbedderUnavailableError);
    expect(() => embedder.profile).toThrow(errors.EmbedderUnavailableError);
    expect((await failure(embedder.probe())).code).toBe("ERR_EMBEDDER_UNAVAILABLE");
    await listen();
    await eventually(() => embedder.probe());
    expect(embedder).toMatchObject({ id: "hashing:64", dimension: 64 });
    expect(await embedder.embed(["a"])).toHaveLength(1);
  });

  test.each([{ address: "nowhere" }, { timeoutMs: 0 }, { timeoutMs: Number.NaN }])(
    "refuses %j",
    async (config) => {
      expect((await failure(open({ ...config, mayBeAbsent: true }))).code).toBe(
        "ERR_EMBEDDER_CONFIG",
      );
    },
  );

  test("lets a cancelled request leave the sidecar", async () => {
    await listen();
    const embedder = await open();
    const controller = new AbortController();
    const call = failure(embedder.embed(["hold"], controller));
    await held.holding(1);
    const reason = new errors.EmbedderUnavailableError("the client left");
    controller.abort(reason);
    expect(await call).toBe(reason);
    await held.holding(0);
  });

  test("stops waiting after its timeout, and then finds a sidecar that answers", async () => {
    await listen();
    const embedder = await open({ timeoutMs: 100 });
    expect((await failure(embedder.embed(["hold"]))).code).toBe("ERR_EMBEDDER_TIMEOUT");
    await held.holding(0);
    expect(await embedder.embed(["a"])).toHaveLength(1);
  });

  test("fills a connection's share of the sidecar, and is refused one text more", async () => {
    await listen();
    const embedder = await open();
    const run = new Array<string>(sidecarRequestTextsMax).fill("hold");
    const runs = Array.from({ length: connectionTextsMax / run.length }, () => embedder.embed(run));
    await held.holding(connectionTextsMax);
    expect((await failure(embedder.embed(["a"]))).code).toBe("ERR_EMBEDDER_OVERLOADED");
    const [second, third] = [await open(), await open()];
    const others = runs.map(() => second.embed(run));
    await held.holding(2 * connectionTextsMax);
    expect((await failure(third.embed(["a"]))).code).toBe("ERR_EMBEDDER_OVERLOADED");
    held.release();
    await Promise.all([...runs, ...others]);
    expect(await third.embed(["a"])).toHaveLength(1);
    expect(await embedder.embed(["a"])).toHaveLength(1);
  });

  test("fills its calls and refuses one more; closing rejects them all", async () => {
    await listen();
    const embedder = await open();
    const calls = Array.from({ length: sidecarCallsMax }, () => failure(embedder.embed(["hold"])));
    const error = await failure(embedder.embed(["a"]));
    expect(error.message).toContain(`${sidecarCallsMax} embed calls are under way`);
    await embedder.close();
    const codes = (await Promise.all(calls)).map(({ code }) => code);
    expect(codes).toContain("ERR_EMBEDDER_UNAVAILABLE");
    expect((await failure(embedder.embed(["a"]))).code).toBe("ERR_EMBEDDER_UNAVAILABLE");
    expect((await failure(embedder.probe())).code).toBe("ERR_EMBEDDER_UNAVAILABLE");
  });

  test("a sidecar that closes answers what it has; the next serves what comes", async () => {
    const first = await listen();
    const embedder = await open();
    const call = embedder.embed(["hold on"]);
    await held.holding(1);
    const closed = first.close();
    const next = new HeldEmbedder();
    await listen(next);
    expect(await embedder.embed(["a"])).toHaveLength(1);
    const later = embedder.embed(["hold"]);
    await next.holding(1);
    expect(held.textsHeld).toBe(1);
    held.release();
    expect(await call).toHaveLength(1);
    await closed;
    next.release();
    expect(await later).toHaveLength(1);
  });

  test("never uses another model in the place of the first, and names both", async () => {
    const first = await listen();
    const embedder = await open();
    await first.close();
    const other = await listen(new HeldEmbedder(65));
    const error = await eventually(async () => {
      const outcome = await failure(embedder.embed(["a"]));
      if (outcome instanceof errors.EmbedderChangedError) return outcome;
      throw outcome;
    });
    expect(error).toMatchObject({ expectedId: "hashing:64", actualId: "hashing:65" });
    expect(error.message).toMatch(/was hashing:64 and is now hashing:65/);
    await other.close();
    await listen();
    expect(await eventually(() => embedder.embed(["a"]))).toHaveLength(1);
  });
});

describe("a sidecar that is killed", () => {
  test("costs no wrong vector, and is used again when it is back", async () => {
    const dimension = 64;
    const expected = createHashingEmbedder(dimension);
    let sidecar = await startProcess(dimension);
    const embedder = await open();
    let isOver = false;
    const counts = { answered: 0, refused: 0 };
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let turn = 0; !isOver; turn++) {
        const texts = [`writer ${writer}`, `turn ${turn}`];
        const outcome = await embedder.embed(texts).catch((error: unknown) => error);
        if (Array.isArray(outcome)) {
          counts.answered++;
          expect(outcome.map(bits)).toEqual((await expected.embed(texts)).map(bits));
        } else {
          counts.refused++;
          expect(outcome).toBeInstanceOf(errors.EmbedderError);
          await eventually(() => embedder.probe());
        }
      }
    });
    for (let kill = 0; kill < 3; kill++) {
      const before = counts.answered;
      while (counts.answered < before + 20) await embedder.embed(["tick"]);
      await sidecar.kill("SIGKILL");
      sidecar = await startProcess(dimension);
      await eventually(() => embedder.embed(["back"]));
    }
    isOver = true;
    await Promise.all(writers);
    expect(counts.answered).toBeGreaterThanOrEqual(60);
  });

  test("and stays away: calls fail at once after a few, until it is back", async () => {
    const first = await startProcess();
    const embedder = await open({ timeoutMs: 100 });
    await first.kill("SIGKILL");
    for (let call = 0; call < failuresInRowMax; call++) {
      expect((await failure(embedder.embed(["a"]))).code).toBe("ERR_EMBEDDER_TIMEOUT");
    }
    expect((await failure(embedder.embed(["a"]))).code).toBe("ERR_EMBEDDER_CIRCUIT_OPEN");
    await startProcess();
    await eventually(() => embedder.probe());
    expect(await embedder.embed(["a"])).toHaveLength(1);
  });

  test("or stopped: calls time out, and work again when it goes on", async () => {
    const sidecar = await startProcess();
    const embedder = await open({ timeoutMs: 200 });
    await sidecar.kill("SIGSTOP");
    expect((await failure(embedder.embed(["a"]))).code).toBe("ERR_EMBEDDER_TIMEOUT");
    await sidecar.kill("SIGCONT");
    expect(await eventually(() => embedder.embed(["a"]))).toHaveLength(1);
  });
});

describe("something else on the socket", () => {
  /** Serves a description, and then what the test wants. */
  async function listenOddly(answer: (socket: Socket, requestId: number) => void): Promise<void> {
    const server = createServer((socket) => {
      const reader = new FrameReader(1024);
      socket.on("error", () => undefined);
      socket.on("data", (piece: Buffer) => {
        for (const { kind, requestId } of reader.push(piece)) {
          if (kind === frameKinds.describe) socket.write(encodeDescription(requestId, held));
          else answer(socket, requestId);
        }
      });
    });
    rmSync(place.path, { force: true });
    server.listen(place.path);
    await once(server, "listening");
    closing.push(async () => {
      server.close();
    });
  }

  const vector = (dimension: number, value: number) => new Float32Array(dimension).fill(value);

  test.each([
    ["garbage", () => Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n")],
    [
      "a vector too many",
      (id: number) => encodeVectors(id, [vector(64, 1 / 8), vector(64, 1 / 8)]),
    ],
    ["another dimension", (id: number) => encodeVectors(id, [vector(16, 1 / 4)])],
    ["numbers that are not finite", (id: number) => encodeVectors(id, [vector(64, Number.NaN)])],
    ["no unit vector", (id: number) => encodeVectors(id, [vector(64, 1)])],
    ["another kind of frame", (id: number) => encodeDescription(id, held)],
  ])("answers %s: a typed error", async (_, answer) => {
    await listenOddly((socket, requestId) => socket.write(answer(requestId)));
    const embedder = await open();
    expect((await failure(embedder.embed(["a"]))).code).toBe("ERR_EMBEDDER_RESPONSE");
  });

  test("hangs up on every request: it is sent twice, then given up", async () => {
    let requests = 0;
    await listenOddly((socket) => {
      requests++;
      socket.destroy();
    });
    const embedder = await open();
    const error = await failure(embedder.embed(["a"]));
    expect(error.code).toBe("ERR_EMBEDDER_UNAVAILABLE");
    expect(error.message).toMatch(/the connection to the embedder sidecar on unix:.* broke/);
    expect(requests).toBe(2);
  });

  test("hangs up once: nobody notices", async () => {
    let requests = 0;
    await listenOddly((socket, requestId) => {
      requests++;
      if (requests === 1) socket.destroy();
      else socket.write(encodeVectors(requestId, [vector(64, 1 / 8)]));
    });
    const embedder = await open();
    expect(await embedder.embed(["a"])).toEqual([vector(64, 1 / 8)]);
  });
});
