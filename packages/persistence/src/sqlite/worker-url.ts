/**
 * Where the code of the database threads is. A thread runs compiled code only, so when this file
 * itself runs as source, under a test runner, the thread comes from the last build.
 */
export function workerUrl(): URL {
  const isSource = import.meta.url.endsWith(".ts");
  return new URL(isSource ? "../../dist/sqlite/worker.js" : "./worker.js", import.meta.url);
}
