import { once } from "node:events";
import { Agent, createServer, request } from "node:http";
import { isReady } from "./worker-process.mjs";

/**
 * What a plain load balancer does and no more: round robin over the workers whose `/v1/readyz` is
 * 200, connections kept alive on both sides, no affinity, and no request sent twice. A worker that
 * cannot be connected to gets nothing before its next good check.
 */
export class Balancer {
  url = "";
  #server;
  #targets = new Map();
  #turn = 0;
  #checkEveryMs;
  #timer;

  static async start({ checkEveryMs = 250 } = {}) {
    const balancer = new Balancer();
    balancer.#checkEveryMs = checkEveryMs;
    balancer.#server = createServer((incoming, outgoing) => balancer.#pass(incoming, outgoing));
    balancer.#server.keepAliveTimeout = 120_000;
    balancer.#server.listen(0, "127.0.0.1");
    await once(balancer.#server, "listening");
    balancer.url = `http://127.0.0.1:${balancer.#server.address().port}`;
    balancer.#check();
    return balancer;
  }

  /** From its first good check on it gets requests. */
  async add(url) {
    const target = { url: new URL(url), ready: await isReady(url), agent: newAgent() };
    this.#targets.set(url, target);
  }

  remove(url) {
    this.#targets.get(url)?.agent.destroy();
    this.#targets.delete(url);
  }

  close() {
    clearTimeout(this.#timer);
    this.#server.close();
    this.#server.closeAllConnections();
    for (const url of [...this.#targets.keys()]) this.remove(url);
  }

  async #check() {
    const checks = [...this.#targets].map(async ([url, target]) => {
      target.ready = await isReady(url, 2_000);
    });
    await Promise.all(checks);
    this.#timer = setTimeout(() => this.#check(), this.#checkEveryMs);
  }

  #pass(incoming, outgoing) {
    const ready = [...this.#targets.values()].filter((target) => target.ready);
    const target = ready[this.#turn++ % ready.length];
    if (target === undefined) return fail(outgoing, 504);
    const { hostname, port } = target.url;
    const { method, url: path, headers } = incoming;
    const forwarded = { ...headers, connection: "keep-alive", host: target.url.host };
    const { agent } = target;
    const upstream = request({ hostname, port, method, path, headers: forwarded, agent });
    upstream.once("response", (answer) => {
      const { connection: _hopByHop, "keep-alive": _too, ...kept } = answer.headers;
      outgoing.writeHead(answer.statusCode, { ...kept, "x-worker": target.url.port });
      answer.pipe(outgoing);
      answer.once("error", () => outgoing.destroy());
    });
    upstream.once("error", (error) => {
      target.ready = false;
      fail(outgoing, 502, error.code);
    });
    incoming.pipe(upstream);
  }
}

function newAgent() {
  return new Agent({ keepAlive: true, maxSockets: 64 });
}

function fail(outgoing, status, reason = "no worker is ready") {
  if (outgoing.headersSent) return outgoing.destroy();
  outgoing.writeHead(status, { "content-type": "application/json" });
  outgoing.end(JSON.stringify({ detail: `balancer: ${reason}` }));
}
