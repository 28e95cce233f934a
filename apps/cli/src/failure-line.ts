import { SemvecHttpError, SemvecNetworkError } from "@semvec/client";

/** An error as the one line a person reads: what is wrong, and what to do where that is known. */
export function failureLine(error: unknown): string {
  const { message } = Object(error) as { readonly message?: unknown };
  const advice = adviceOn(error);
  const line = String(message ?? error)
    .replace(/\s*\n\s*/g, " ")
    .trim();
  return `semvec: ${advice === undefined ? line : `${line}; ${advice}`}`;
}

function adviceOn(error: unknown): string | undefined {
  if (error instanceof SemvecNetworkError) {
    return "start a service with `semvec serve`, or name another with --url";
  }
  if (!(error instanceof SemvecHttpError)) return undefined;
  if (error.status === 401) {
    return "pass a token of this service with --token or SEMVEC_LICENSE_KEY";
  }
  if (error.status === 402) return "mint a new token with `semvec license mint`, or renew it";
  if (error.status === 403) return "use a token that has this scope";
  return undefined;
}
