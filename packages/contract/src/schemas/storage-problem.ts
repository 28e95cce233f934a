/** Why a string cannot be stored byte for byte, or `undefined` when it can. */
export function storageProblem(value: string): string | undefined {
  if (value.includes("\0")) return "must not contain NUL";
  if (/\p{Surrogate}/u.test(value)) return "must be well-formed Unicode, without lone surrogates";
  return undefined;
}
