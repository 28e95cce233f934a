/** Exit codes of the `semvec` command. */
export const exitCodes = {
  /** Done. */
  ok: 0,
  /** It was understood and did not work out: refused, unreachable, not found, a failed check. */
  failure: 1,
  /** It was not understood: an unknown option, a malformed value, setting or file. */
  usage: 2,
} as const;

/** One of {@link exitCodes}. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Codes of the errors that the command itself raises. Stable: callers may compare them. */
export type CliErrorCode = "ERR_CLI_FAILURE" | "ERR_CLI_USAGE";

/** Base class of every error that the command raises on purpose; shown as one line. */
export class CliError extends Error {
  readonly code: CliErrorCode;
  readonly exitCode: ExitCode;

  constructor(code: CliErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
    this.exitCode = code === "ERR_CLI_USAGE" ? exitCodes.usage : exitCodes.failure;
  }
}

/** Something that was asked for could not be done; the message says what to do about it. */
export class FailureError extends CliError {
  constructor(message: string, options?: ErrorOptions) {
    super("ERR_CLI_FAILURE", message, options);
  }
}

/** Arguments that make no sense together, or a file that is not what the command reads. */
export class UsageError extends CliError {
  constructor(message: string, options?: ErrorOptions) {
    super("ERR_CLI_USAGE", message, options);
  }
}
