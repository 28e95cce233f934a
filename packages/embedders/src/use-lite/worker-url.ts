/**
 * Where the compiled worker lies. It is the neighbour of this file once compiled; when this file
 * runs from TypeScript source, as in tests, a worker still needs the compiled twin.
 */
export function workerUrl(): URL {
  const isSource = import.meta.url.endsWith(".ts");
  return new URL(isSource ? "../../dist/use-lite/worker.js" : "./worker.js", import.meta.url);
}
