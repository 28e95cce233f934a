import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import { expect, test } from "@jest/globals";
import express from "express";
import { pino } from "pino";
import { ManualClock } from "../testing/manual-clock.js";
import { Drain } from "./drain.js";
import { EventStreams } from "./event-streams.js";
import { createHttpServer } from "./http-server.js";
import { setContext } from "./request-context.js";

test("a client that leaves before its stream begins leaves nothing behind", async () => {
  const clock = new ManualClock();
  const streams = new EventStreams({ clock, drain: new Drain(), log: pino({ level: "silent" }) });
  let watchers = 0;
  const source = {
    seq: 0,
    read: async () => [],
    watch: () => {
      watchers += 1;
      return () => {
        watchers -= 1;
      };
    },
  };
  const caller = { tenant: "sub:alice", tier: "pro", scopes: [], isValidAt: () => true } as const;
  const app = express();
  const served = new Promise<void>((resolve, reject) => {
    app.use((request, response) => {
      setContext(response, { requestId: "r", startedMs: 0, match: { params: {}, allowed: [] } });
      // As when the database takes its time to find what is to be followed.
      response.once("close", () =>
        setImmediate(() => {
          try {
            streams.serve(request, response, caller, source);
            resolve();
          } catch (error) {
            reject(error);
          }
        }),
      );
      socket.destroy();
    });
  });
  const server = createHttpServer(app).listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await served.finally(() => server.close());
  expect([streams.count, watchers]).toEqual([0, 0]);
});
