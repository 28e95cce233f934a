export type { CliIo } from "./cli-io.js";
export { type ExitCode, exitCodes } from "./errors.js";
export { createProgram } from "./program.js";
export { renderCliReference } from "./reference/render-cli-reference.js";
export { runCli } from "./run-cli.js";
