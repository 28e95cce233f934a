import assert from "node:assert/strict";
import test from "node:test";
import { drawCharts } from "./line-chart.mjs";
import { createTalk } from "./talk-generator.mjs";

test("a chart runs from its first to its last point and names its scale", () => {
  const points = [
    { x: 0, y: 0 },
    { x: 100, y: 10 },
  ];
  const svg = drawCharts([{ title: "Some measure", points, format: (y) => `${y} units` }]);
  assert.match(svg, /<title id="title">Some measure<\/title>/);
  assert.match(svg, /M76 186L704 /);
  assert.match(svg, />11 units</);
});

test("one seed gives one talk, another another", () => {
  const first = (seed) => createTalk({ seed, dimension: 4 }).next();
  assert.deepEqual(first(1), first(1));
  assert.notEqual(first(1).text, first(2).text);
});
