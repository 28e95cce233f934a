import type { LoadFnOutput, LoadHookContext } from "node:module";
import type { Mutation } from "./mutation.js";

/*
 * Module hooks that plant a mutation while the code is loaded; see `module.register`. They run in
 * a thread of their own.
 */

let mutation: Mutation | undefined;

export function initialize(planted: Mutation): void {
  mutation = planted;
}

type NextLoad = (url: string, context: LoadHookContext) => Promise<LoadFnOutput>;

export async function load(
  url: string,
  context: LoadHookContext,
  nextLoad: NextLoad,
): Promise<LoadFnOutput> {
  const loaded = await nextLoad(url, context);
  const edits = mutation?.edits.filter(({ file }) => url.endsWith(`/${file}`)) ?? [];
  if (edits.length === 0) return loaded;
  let source = Buffer.from(loaded.source as Uint8Array).toString("utf8");
  for (const { find, replace, file } of edits) {
    const count = source.split(find).length - 1;
    if (count !== 1) throw new Error(`${file} holds ${JSON.stringify(find)} ${count} times`);
    source = source.replace(find, () => replace);
  }
  return { ...loaded, source };
}
