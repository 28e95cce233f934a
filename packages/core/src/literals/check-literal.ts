import { InvalidArgumentError } from "../errors.js";
import { UnknownLiteralKindError } from "./errors.js";
import { type Literal, type LiteralInput, literalKinds } from "./literal.js";
import { literalLimits } from "./literal-limits.js";

/** A literal without what the cache adds to it. */
export type LiteralContent = Omit<Literal, "accessCount" | "ordinal">;

/** A surrogate code unit that is not half of a pair: such text has no UTF-8 form. */
const loneSurrogate = /\p{Surrogate}/u;

/**
 * Checks a literal, fills in its importance and drops what is not part of one.
 *
 * @throws InvalidArgumentError for a part outside its bounds
 * @throws UnknownLiteralKindError
 */
export function checkLiteral(input: LiteralInput): LiteralContent {
  const { key, kind, value, context, importance = literalLimits.importanceDefault } = input;
  checkText("key", key, literalLimits.keyLengthMax);
  if (!literalKinds.includes(kind)) throw new UnknownLiteralKindError(literalKinds);
  checkText("value", value, literalLimits.valueLengthMax);
  if (context !== undefined) checkForm("context", context, literalLimits.contextLengthMax);
  if (!(importance >= 0 && importance <= literalLimits.importanceMax)) {
    throw new InvalidArgumentError(`importance must be from 0 to ${literalLimits.importanceMax}`);
  }
  return { key, kind, value, ...(context !== undefined && { context }), importance };
}

function checkText(name: string, text: string, lengthMax: number): void {
  if (text.trim() === "") throw new InvalidArgumentError(`${name} is blank`);
  checkForm(name, text, lengthMax);
}

function checkForm(name: string, text: string, lengthMax: number): void {
  if (text.length > lengthMax) {
    throw new InvalidArgumentError(`${name} is longer than ${lengthMax} characters`);
  }
  if (loneSurrogate.test(text)) throw new InvalidArgumentError(`${name} has a lone surrogate`);
}
