import { expect, test } from "@jest/globals";
import { ComponentConflictError, ContractError, PathParameterError } from "./errors.js";

test("errors carry a stable code and their class's name", () => {
  const errors = [new ComponentConflictError("A"), new PathParameterError("id", "is missing")];
  expect(errors.map(({ code, name }) => [code, name])).toEqual([
    ["ERR_COMPONENT_CONFLICT", "ComponentConflictError"],
    ["ERR_PATH_PARAMETER", "PathParameterError"],
  ]);
  for (const error of errors) expect(error).toBeInstanceOf(ContractError);
});
