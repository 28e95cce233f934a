import { ExpiredLicenseError, InvalidLicenseError, type LicenseVerifier } from "@semvec/license";
import type { Request, RequestHandler } from "express";
import {
  ConflictingCredentialsError,
  MissingLicenseError,
  RateLimitedError,
} from "../errors/errors.js";
import { contextOf } from "../http/request-context.js";
import { anonymousCaller, type Caller, licensedCaller } from "./caller.js";
import type { FailedSignIns } from "./failed-sign-ins.js";
import { readTokens } from "./read-tokens.js";

/** What authentication needs. */
export interface AuthenticationParts {
  readonly verifier: LicenseVerifier;
  readonly failedSignIns: FailedSignIns;
  /** Requests without a token belong to the anonymous tenant. */
  readonly allowAnonymous: boolean;
  /** Unix milliseconds. */
  readonly nowMs: () => number;
}

/**
 * Finds out who calls. Routes with no or other authentication pass; every other request needs a
 * licence, also one for a path that does not exist.
 *
 * Once an address has failed too often, only tokens that are known to be good are looked at: no
 * signature is checked for the others.
 */
export function authenticate(parts: AuthenticationParts): RequestHandler {
  return async (request, response, next) => {
    const context = contextOf(response);
    const { route } = context.match;
    if (route === undefined || route.auth === "license") {
      context.caller = await signIn(request, parts);
    }
    next();
  };
}

async function signIn(request: Request, parts: AuthenticationParts): Promise<Caller> {
  const { verifier, failedSignIns } = parts;
  const address = request.ip ?? "";
  try {
    const [token, ...others] = readTokens(request.headersDistinct);
    if (token === undefined && parts.allowAnonymous) return anonymousCaller;
    const isKnown = token !== undefined && others.length === 0 && verifier.has(token);
    if (!isKnown) await admit(address, failedSignIns);
    if (token === undefined) throw new MissingLicenseError();
    if (others.length > 0) throw new ConflictingCredentialsError();
    return licensedCaller(verifier, token, parts.nowMs());
  } catch (error) {
    if (isFailedSignIn(error)) await failedSignIns.count(address);
    throw error;
  }
}

async function admit(address: string, failedSignIns: FailedSignIns): Promise<void> {
  const waitSeconds = await failedSignIns.retryAfterSeconds(address);
  if (waitSeconds !== undefined) throw new RateLimitedError(waitSeconds);
}

function isFailedSignIn(error: unknown): boolean {
  return (
    error instanceof MissingLicenseError ||
    error instanceof ConflictingCredentialsError ||
    error instanceof InvalidLicenseError ||
    error instanceof ExpiredLicenseError
  );
}
