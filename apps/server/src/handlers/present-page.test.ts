import { describe, expect, test } from "@jest/globals";
import { RequestValidationError } from "../errors/errors.js";
import { CursorCodec } from "../http/cursor-codec.js";
import { optionalPage, page, presentPage } from "./present-page.js";

const cursors = new CursorCodec("secret", () => 0);
const clusters = { tenant: "sub:alice", routeId: "listClusters" } as const;
const events = { tenant: "sub:alice", routeId: "listDriftEvents" } as const;

const rows = ["a", "b"].map((clusterId, index) => ({
  row: { clusterId, name: "n", memberCount: index },
  place: { createdAtMs: index, entity: clusterId },
}));
const body = [
  { cluster_id: "a", name: "n", member_count: 0 },
  { cluster_id: "b", name: "n", member_count: 1 },
];

describe("which page a request wants", () => {
  test("all rows, where nothing says otherwise", () => {
    expect(optionalPage(cursors, clusters, {})).toBeUndefined();
    expect(optionalPage(cursors, clusters, { limit: 7 })).toEqual({ limit: 7 });
  });

  test("with a cursor alone, 20 rows after it", () => {
    const cursor = cursors.encode(clusters, { createdAtMs: 1, entity: "b" });
    const after = { createdAtMs: 1, entity: "b" };
    expect(optionalPage(cursors, clusters, { cursor })).toEqual({ limit: 20, after });
  });

  test("none for the cursor of another list", () => {
    const cursor = cursors.encode(clusters, { createdAtMs: 1, entity: "b" });
    expect(() => page(cursors, events, { cursor })).toThrow(RequestValidationError);
  });
});

describe("rows are presented", () => {
  test("with a way to those after them when the page is full", () => {
    const answer = presentPage(cursors, clusters, { rows, limit: 2 });
    expect(answer.body).toEqual(body);
    const cursor = answer.headers?.["X-Next-Cursor"] ?? "";
    expect(cursors.decode(clusters, cursor)).toEqual({ createdAtMs: 1, entity: "b" });
    expect(answer.headers?.["Link"]).toBe(
      `</v1/cluster/?cursor=${encodeURIComponent(cursor)}&limit=2>; rel="next"`,
    );
  });

  test.each([3, undefined])("without one when they are the last (limit %p)", (limit) => {
    expect(presentPage(cursors, clusters, { rows, limit })).toEqual({ body });
  });

  test("with the path's own parameters in the way", () => {
    const event = {
      clusterId: "c",
      regionId: "r",
      driftScore: 1,
      driftPhase: "drifted",
      timestamp: 0,
    } as const;
    const found = { rows: [{ row: event, place: { seq: 4, index: 0 } }], limit: 1 };
    const { headers } = presentPage(cursors, events, { ...found, params: { region_id: "r:1" } });
    expect(headers?.["Link"]).toMatch(/^<\/v1\/region\/r%3A1\/events\?cursor=/);
  });
});
