import type { ValidationError } from "@semvec/contract";
import type { HttpErrorAnswer } from "./errors.js";

/** Longest part of an answer that is not the service's own JSON, in characters. */
const foreignDetailCharactersMax = 200;

/** Reads an error answer, also one that a proxy made. */
export function errorAnswer(response: Response, text: string): HttpErrorAnswer {
  const detail = detailOf(text);
  return {
    status: response.status,
    detail: typeof detail === "string" ? detail : detail.map(validationLine).join("; "),
    validationErrors: typeof detail === "string" ? [] : detail,
    requestId: response.headers.get("x-request-id") ?? undefined,
    retryAfterSeconds: retryAfterSeconds(response.headers.get("retry-after")),
  };
}

function detailOf(text: string): string | readonly ValidationError[] {
  try {
    const { detail } = JSON.parse(text) as { readonly detail?: unknown };
    if (typeof detail === "string") return detail;
    if (Array.isArray(detail) && detail.every(isValidationError)) return detail;
  } catch {
    // Not JSON, or JSON without fields: the text itself is all there is to say.
  }
  const line = text.replace(/\s+/g, " ").trim();
  return line === "" ? "(no detail)" : line.slice(0, foreignDetailCharactersMax);
}

function isValidationError(value: unknown): value is ValidationError {
  if (typeof value !== "object" || value === null) return false;
  const { loc, msg } = value as { readonly loc?: unknown; readonly msg?: unknown };
  return Array.isArray(loc) && typeof msg === "string";
}

function validationLine({ loc, msg }: ValidationError): string {
  return `${loc.join(".")}: ${msg}`;
}

/** Seconds of a `Retry-After` header; only the form in seconds, which the service sends. */
function retryAfterSeconds(header: string | null): number | undefined {
  return header !== null && /^\d{1,9}$/.test(header) ? Number(header) : undefined;
}
