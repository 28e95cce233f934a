import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { EmbedderError } from "../errors.js";
import {
  type Answer,
  answerWell,
  type EmbeddingServer,
  smallVector,
  startEmbeddingServer,
} from "../testing/embedding-server.js";
import { cosine } from "../testing/vectors.js";
import { failuresInRowMax } from "./circuit-breaker.js";
import { ollamaProtocol, openAiProtocol } from "./embedding-protocol.js";
import { responseBytesMax } from "./post-json.js";
import { RemoteEmbedder, remoteCallsMax, requestTextsMax } from "./remote-embedder.js";

const timeoutMs = 300;
let server: EmbeddingServer;
let embedder: RemoteEmbedder;

beforeEach(async () => {
  server = await startEmbeddingServer();
  const config = { url: server.url, model: "small", apiKey: "key-1", timeoutMs };
  embedder = await RemoteEmbedder.open(openAiProtocol, config);
});

afterEach(async () => {
  await embedder.close();
  await server.close();
});

const unit = (text: string) => {
  const vector = Float32Array.from(smallVector(text));
  return vector.map((value) => value / Math.hypot(...vector));
};

const failure = (promise: Promise<unknown>): Promise<EmbedderError> =>
  promise.then(
    () => Promise.reject(new Error("it was expected to fail")),
    (error: EmbedderError) => error,
  );

describe("RemoteEmbedder", () => {
  test("embeds in order, in unit vectors, with the key and the model", async () => {
    const vectors = await embedder.embed(["harbour", "a"]);
    expect(cosine(vectors[0], unit("harbour"))).toBeCloseTo(1, 6);
    expect(cosine(vectors[1], unit("a"))).toBeCloseTo(1, 6);
    expect(embedder).toMatchObject({ id: "http:small", dimension: 3 });
    const request = server.requests.at(-1);
    expect(request).toMatchObject({
      path: "/v1/embeddings",
      headers: { authorization: "Bearer key-1" },
    });
    expect(JSON.parse(request?.body ?? "")).toMatchObject({ model: "small" });
  });

  test("measures how the model's cosines lie when it opens", () => {
    const { drift, recall } = embedder.profile;
    expect(recall).toEqual({ dense: 2, denseNext: 0.44 });
    expect(drift?.deviation).toBeGreaterThan(0);
    expect(drift?.reference.mean).toBeCloseTo(0.4522, 4);
  });

  test("speaks Ollama's protocol", async () => {
    server.answerWith((texts, response) =>
      response.end(JSON.stringify({ embeddings: texts.map(smallVector) })),
    );
    const config = { url: server.url, model: "nomic" };
    const ollama = await RemoteEmbedder.open(ollamaProtocol, config);
    const [vector] = await ollama.embed(["hello"]);
    expect(cosine(vector, unit("hello"))).toBeCloseTo(1, 6);
    expect(server.requests.at(-1)?.path).toBe("/api/embed");
    expect(server.requests.at(-1)?.headers.authorization).toBeUndefined();
    await ollama.close();
  });

  test("splits more texts than one request holds", async () => {
    const before = server.requests.length;
    const texts = Array.from({ length: requestTextsMax + 1 }, (_, index) => "x".repeat(index));
    const vectors = await embedder.embed(texts);
    expect(server.requests.length - before).toBe(2);
    expect(cosine(vectors[requestTextsMax], unit("x".repeat(requestTextsMax)))).toBeCloseTo(1, 6);
  });

  const secret = "secret-in-the-answer";
  const faults: [string, Answer, string][] = [
    ["status 500", (_, response) => response.writeHead(500).end(secret), "RESPONSE"],
    ["status 401", (_, response) => response.writeHead(401).end(secret), "RESPONSE"],
    ["no JSON", (_, response) => response.end(`{"data": ${secret}`), "RESPONSE"],
    ["NaN", (_, response) => response.end('{"data":[{"embedding":[1,NaN,1]}]}'), "RESPONSE"],
    ["null", (_, response) => response.end('{"data":[{"embedding":[1,null,1]}]}'), "RESPONSE"],
    ["dimension 2", (_, response) => response.end('{"data":[{"embedding":[1,1]}]}'), "RESPONSE"],
    ["no vectors", (_, response) => response.end('{"data":[]}'), "RESPONSE"],
    ["a cut connection", (_, response) => response.destroy(), "UNAVAILABLE"],
    ["a cut body", (_, response) => cutBody(response), "UNAVAILABLE"],
    ["silence", () => undefined, "TIMEOUT"],
    ["a slow drip", (_, response) => drip(response), "TIMEOUT"],
  ];

  test.each(faults)(
    "refuses an answer with %s, in time and without quoting it",
    async (...args) => {
      const [, answer, code] = args;
      server.answerWith(answer);
      const started = performance.now();
      const error = await failure(embedder.embed(["hello"]));
      expect(performance.now() - started).toBeLessThan(timeoutMs + 200);
      expect(error.code).toBe(`ERR_EMBEDDER_${code}`);
      expect(`${error.message} ${String(error.cause)}`).not.toContain(secret);
      server.answerWith(answerWell);
      await expect(embedder.embed(["hello"])).resolves.toHaveLength(1);
    },
  );

  test("reads a body of the largest size and refuses one byte more", async () => {
    const json = '{"data":[{"embedding":[1,1,1]}]}';
    const pad = (size: number) => json + " ".repeat(size - json.length);
    server.answerWith((_, response) => response.end(pad(responseBytesMax)));
    await expect(embedder.embed(["hello"])).resolves.toHaveLength(1);
    server.answerWith((_, response) => response.end(pad(responseBytesMax + 1)));
    await expect(embedder.embed(["hello"])).rejects.toThrow(/more than 4194304 bytes/);
  });

  test("asks anew when a kept connection is closed as its request arrives", async () => {
    const known = new WeakSet<object>();
    server.answerWith((texts, response) => {
      const { socket } = response;
      if (socket === null || known.has(socket)) {
        response.destroy();
        return;
      }
      known.add(socket);
      answerWell(texts, response);
    });
    for (let call = 0; call < 3; call++) {
      expect(await embedder.embed(["harbour"])).toHaveLength(1);
    }
  });

  test("follows no redirect", async () => {
    const other = await startEmbeddingServer();
    server.answerWith((_, response) =>
      response.writeHead(307, { location: `${other.url}/v1/embeddings` }).end(),
    );
    await expect(embedder.embed(["hello"])).rejects.toThrow(/redirect/);
    expect(other.requests).toHaveLength(0);
    await other.close();
  });

  test("stops asking a server that fails, and not for a fault of the text", async () => {
    server.answerWith((_, response) => response.writeHead(400).end());
    for (let call = 0; call < 2 * failuresInRowMax; call++) {
      expect((await failure(embedder.embed(["hello"]))).code).toBe("ERR_EMBEDDER_RESPONSE");
    }
    server.answerWith((_, response) => response.writeHead(503).end());
    for (let call = 0; call < failuresInRowMax; call++) {
      expect((await failure(embedder.embed(["hello"]))).code).toBe("ERR_EMBEDDER_RESPONSE");
    }
    const before = server.requests.length;
    const error = await failure(embedder.embed(["hello"]));
    expect(error.code).toBe("ERR_EMBEDDER_CIRCUIT_OPEN");
    expect(server.requests).toHaveLength(before);
  });

  test("heeds the caller's signal", async () => {
    server.answerWith(() => undefined);
    const controller = new AbortController();
    const waiting = failure(embedder.embed(["hello"], controller));
    const reason = new Error("the client left");
    controller.abort(reason);
    expect(await waiting).toBe(reason);
    await expect(embedder.embed(["hello"], controller)).rejects.toBe(reason);
  });

  test("refuses a call beyond the limit and rejects the waiting ones when closed", async () => {
    server.answerWith(() => undefined);
    const calls = Array.from({ length: remoteCallsMax }, () => failure(embedder.embed(["hello"])));
    expect((await failure(embedder.embed(["hello"]))).code).toBe("ERR_EMBEDDER_OVERLOADED");
    await embedder.close();
    const codes = new Set((await Promise.all(calls)).map(({ code }) => code));
    expect(codes).toEqual(new Set(["ERR_EMBEDDER_UNAVAILABLE"]));
    expect((await failure(embedder.embed(["hello"]))).code).toBe("ERR_EMBEDDER_UNAVAILABLE");
  });
});

describe("RemoteEmbedder.open", () => {
  const open = (config: { url: string; apiKey?: string; model?: string; timeoutMs?: number }) =>
    failure(RemoteEmbedder.open(openAiProtocol, { model: "small", ...config }));

  test.each([
    { url: "not a URL" },
    { url: "ftp://127.0.0.1/" },
    { url: "file:///etc/passwd" },
    { url: "http://user:password@127.0.0.1/" },
    { url: "http://127.0.0.1/", apiKey: "two\r\nlines" },
    { url: "http://127.0.0.1/", model: "" },
    { url: "http://127.0.0.1/", timeoutMs: 0 },
  ])("refuses %j", async (config) => {
    expect((await open(config)).code).toBe("ERR_EMBEDDER_CONFIG");
  });

  test.each(["169.254.169.254", "[fe80::1]", "2852039166", "0xa9fea9fe", "100.100.100.200"])(
    "refuses the metadata host %s however it is written",
    async (host) => {
      const error = await open({ url: `http://${host}/latest` });
      expect(error.code).toBe("ERR_EMBEDDER_ADDRESS_FORBIDDEN");
    },
  );

  test("makes no connection to a name that is bound anew", async () => {
    let address = "10.0.0.5";
    const resolver = async () => {
      const resolved = [{ address, family: 4 }];
      address = "127.0.0.1";
      return resolved;
    };
    const before = server.requests.length;
    const url = server.url.replace("127.0.0.1", "embedder.test");
    const opening = RemoteEmbedder.open(openAiProtocol, { url, model: "small" }, { resolver });
    expect((await failure(opening)).code).toBe("ERR_EMBEDDER_ADDRESS_FORBIDDEN");
    expect(server.requests).toHaveLength(before);
  });

  test("uses no proxy that the environment names", async () => {
    const proxy = await startEmbeddingServer();
    for (const name of ["http_proxy", "HTTP_PROXY", "all_proxy"]) process.env[name] = proxy.url;
    const direct = await RemoteEmbedder.open(openAiProtocol, { url: server.url, model: "small" });
    for (const name of ["http_proxy", "HTTP_PROXY", "all_proxy"]) delete process.env[name];
    expect(proxy.requests).toHaveLength(0);
    await direct.close();
    await proxy.close();
  });

  test("refuses a server that answers the same for every text", async () => {
    server.answerWith((texts, response) => {
      const data = texts.map((_, index) => ({ index, embedding: [1, 0] }));
      response.end(JSON.stringify({ data }));
    });
    expect((await open({ url: server.url })).code).toBe("ERR_EMBEDDER_RESPONSE");
  });

  test("reports a server that does not listen", async () => {
    const gone = await startEmbeddingServer();
    await gone.close();
    const error = await open({ url: gone.url });
    expect(error.code).toBe("ERR_EMBEDDER_UNAVAILABLE");
    expect(error.message).toContain("ECONNREFUSED");
  });
});

function cutBody(response: Parameters<Answer>[1]): void {
  response.writeHead(200, { "content-length": 100 });
  response.write('{"data":', () => response.destroy());
}

function drip(response: Parameters<Answer>[1]): void {
  const timer = setInterval(() => response.write(" "), 20);
  response.on("close", () => clearInterval(timer));
}
