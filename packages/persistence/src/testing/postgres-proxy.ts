import { once } from "node:events";
import { createServer, type Socket, connect as tcpConnect } from "node:net";

/** A statement as a client of PostgreSQL sends it. */
export interface SeenStatement {
  /** Empty for one that is not prepared under a name. */
  readonly name: string;
  readonly text: string;
}

/**
 * When the connection is cut. `before`: the statement does not arrive. `after`: it arrives, and
 * the server's answer does not. `pooled`: the same, and in place of the answer comes the error by
 * which PgBouncer says that it has lost the server.
 */
export type Cut = "before" | "after" | "pooled";

/** Stands between a store and its server. */
export interface PostgresProxy {
  readonly url: string;
  readonly statements: readonly SeenStatement[];
  /** Asked for every statement. */
  cut: (statement: SeenStatement) => Cut | undefined;
  close(): Promise<void>;
}

/** A proxy to the server of a URL. */
export async function postgresProxy(url: string): Promise<PostgresProxy> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  const statements: SeenStatement[] = [];
  const proxy = {
    url: "",
    statements,
    cut: (_statement: SeenStatement): Cut | undefined => undefined,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const server = createServer((client) => {
    const upstream = tcpConnect(Number(target.port || 5432), target.hostname);
    pass(client, upstream, (statement) => {
      statements.push(statement);
      return proxy.cut(statement);
    });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  proxy.url = Object.assign(new URL(url), { hostname: "127.0.0.1", port: `${address.port}` }).href;
  return proxy;
}

function pass(
  client: Socket,
  upstream: Socket,
  onStatement: (statement: SeenStatement) => Cut | undefined,
): void {
  const end = () => {
    client.destroy();
    upstream.destroy();
  };
  for (const socket of [client, upstream]) socket.on("error", end).on("close", end);
  let cut: Cut | undefined;
  upstream.on("data", (bytes) => {
    if (cut === "after") end();
    else if (cut === "pooled") client.end(poolerError());
    else client.write(bytes);
  });
  let pending = Buffer.alloc(0);
  let started = false;
  client.on("data", (bytes) => {
    pending = Buffer.concat([pending, bytes]);
    for (;;) {
      // The first message has no type; every later one has a type of one byte before its length.
      const head = started ? 1 : 0;
      if (pending.length < head + 4) return;
      const length = head + pending.readUInt32BE(head);
      if (pending.length < length) return;
      const message = pending.subarray(0, length);
      pending = pending.subarray(length);
      const statement = started ? statementIn(message) : undefined;
      started = true;
      if (statement !== undefined) cut ??= onStatement(statement);
      if (cut === "before") {
        end();
        return;
      }
      upstream.write(message);
    }
  });
}

function statementIn(message: Buffer): SeenStatement | undefined {
  const type = String.fromCharCode(message[0] ?? 0);
  const strings = message.subarray(5).toString().split("\0");
  if (type === "Q") return { name: "", text: strings[0] ?? "" };
  return type === "P" ? { name: strings[0] ?? "", text: strings[1] ?? "" } : undefined;
}

function poolerError(): Buffer {
  const fields = Buffer.from("SFATAL\0C08P01\0Mserver conn crashed?\0\0");
  const head = Buffer.from("E\0\0\0\0");
  head.writeUInt32BE(4 + fields.length, 1);
  return Buffer.concat([head, fields]);
}
