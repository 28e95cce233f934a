import { once } from "node:events";
import { connect, createServer } from "node:net";

/**
 * Stands between the workers and their database and cuts connections in the middle of a commit:
 * before the server hears of it, or after it has committed and before it can say so.
 */
export class CuttingProxy {
  url = "";
  cuts = 0;
  /** Asked for every commit that passes; cuts when it says `before` or `after`. */
  decide = () => undefined;
  #server;
  #sockets = new Set();
  #target;

  /** @param target the server's URL */
  static async start(target) {
    const proxy = new CuttingProxy();
    proxy.#target = new URL(target);
    proxy.#server = createServer((client) => proxy.#accept(client));
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    const { port } = proxy.#server.address();
    proxy.url = Object.assign(new URL(target), { hostname: "127.0.0.1", port: `${port}` }).href;
    return proxy;
  }

  close() {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #accept(client) {
    const upstream = connect(Number(this.#target.port || 5432), this.#target.hostname);
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", end).on("close", () => {
        this.#sockets.delete(socket);
        end();
      });
    }
    let cut;
    client.on("data", (bytes) => {
      if (cut !== undefined) return;
      if (endsInCommit(bytes)) cut = this.decide();
      if (cut !== undefined) this.cuts += 1;
      if (cut === "before") end();
      else upstream.write(bytes);
    });
    upstream.on("data", (bytes) => {
      if (cut === "after") end();
      else client.write(bytes);
    });
  }
}

/** The driver's message ends with COMMIT and what belongs to it, alone or after the writes. */
function endsInCommit(bytes) {
  return bytes.subarray(-256).includes("COMMIT");
}
