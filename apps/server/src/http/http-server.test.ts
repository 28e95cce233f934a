import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, test } from "@jest/globals";
import express from "express";
import { createHttpServer } from "./http-server.js";

test("Express leaves the prototypes of requests and responses as they are", async () => {
  const app = express();
  const seen: (object | null)[][] = [];
  const server = createHttpServer(app);
  const prototypes = (request: object, response: object) =>
    [request, response].map((object): object | null => Object.getPrototypeOf(object));
  server.prependListener("request", (request, response) => {
    seen.push(prototypes(request, response));
  });
  app.use((request, response) => {
    seen.push(prototypes(request, response));
    response.json({ ip: request.ip, path: request.path, query: request.query });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}/a/b?c=d`);
  expect(await answer.json()).toEqual({ ip: "127.0.0.1", path: "/a/b", query: { c: "d" } });
  const [before, after] = seen;
  expect(before?.[0]).toBe(after?.[0]);
  expect(before?.[1]).toBe(after?.[1]);
  expect(before?.[0]).toBe(app.request);
  expect(before?.[1]).toBe(app.response);
  server.closeAllConnections();
  server.close();
});
