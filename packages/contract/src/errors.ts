/** Codes of the errors that `@semvec/contract` throws. Stable: callers may compare them. */
export type ContractErrorCode = "ERR_COMPONENT_CONFLICT" | "ERR_PATH_PARAMETER";

/** Base class of every error that `@semvec/contract` throws on purpose. */
export class ContractError extends Error {
  readonly code: ContractErrorCode;

  constructor(code: ContractErrorCode, message: string) {
    super(message);
    this.name = new.target.name;
    this.code = code;
  }
}

/** Two schemas of one id that describe different things. */
export class ComponentConflictError extends ContractError {
  constructor(id: string) {
    super("ERR_COMPONENT_CONFLICT", `two schemas share the id ${id}; give one another id`);
  }
}

/** A path parameter that is missing or that a URL cannot carry. */
export class PathParameterError extends ContractError {
  constructor(parameter: string, problem: string) {
    super("ERR_PATH_PARAMETER", `path parameter ${parameter} ${problem}`);
  }
}
