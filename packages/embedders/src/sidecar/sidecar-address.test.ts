import { resolve } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { EmbedderConfigError } from "../errors.js";
import {
  formatSidecarAddress,
  isLocalSidecar,
  parseSidecarAddress,
  socketPathBytesMax,
} from "./sidecar-address.js";

describe("parseSidecarAddress", () => {
  test.each([
    ["unix:/run/semvec/embedder.sock", { kind: "unix", path: "/run/semvec/embedder.sock" }],
    ["tcp:127.0.0.1:7077", { kind: "tcp", host: "127.0.0.1", port: 7077 }],
    ["tcp:localhost:0", { kind: "tcp", host: "localhost", port: 0 }],
    ["tcp:[::1]:65535", { kind: "tcp", host: "::1", port: 65_535 }],
  ])("reads %s and writes it again", (text, address) => {
    expect(parseSidecarAddress(text)).toEqual(address);
    expect(formatSidecarAddress(parseSidecarAddress(text))).toBe(text);
  });

  test("takes a relative path from the working directory", () => {
    expect(parseSidecarAddress("unix:a.sock")).toEqual({ kind: "unix", path: resolve("a.sock") });
  });

  test.each([
    "",
    "/run/semvec.sock",
    "unix:",
    "tcp:7077",
    "tcp:127.0.0.1",
    "tcp::1:7077",
    "tcp:127.0.0.1:65536",
    "tcp:127.0.0.1:-1",
    "http://127.0.0.1:7077",
  ])("refuses %j", (text) => {
    expect(() => parseSidecarAddress(text)).toThrow(EmbedderConfigError);
  });

  test("takes the longest path, and not one byte more", () => {
    const path = `/${"p".repeat(socketPathBytesMax - 1)}`;
    expect(parseSidecarAddress(`unix:${path}`)).toEqual({ kind: "unix", path });
    expect(() => parseSidecarAddress(`unix:${path}p`)).toThrow(/at most 103 bytes/);
  });
});

test.each([
  ["unix:/a.sock", true],
  ["tcp:127.0.0.1:1", true],
  ["tcp:127.1.2.3:1", true],
  ["tcp:[::1]:1", true],
  ["tcp:localhost:1", true],
  ["tcp:0.0.0.0:1", false],
  ["tcp:[::]:1", false],
  ["tcp:[0:0:0:0:0:0:0:0]:1", false],
  ["tcp:10.0.0.1:1", false],
  ["tcp:192.0.2.1:1", false],
  ["tcp:embedder.example:1", false],
])("%s is reached from this machine alone: %p", (text, isLocal) => {
  expect(isLocalSidecar(parseSidecarAddress(text))).toBe(isLocal);
});
