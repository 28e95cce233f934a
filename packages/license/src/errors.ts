/** Codes of the errors that `@semvec/license` throws. Stable: programs may compare them. */
export type LicenseErrorCode = "ERR_INVALID_KEY" | "ERR_LICENSE_EXPIRED" | "ERR_LICENSE_INVALID";

/** Why a token was refused. Stable: the service answers `Invalid license: <reason>`. */
export type InvalidLicenseReason =
  | "bad signature"
  | "malformed"
  | "missing subject"
  | "not yet valid"
  | "revoked"
  | "unknown key"
  | "wrong audience"
  | "wrong issuer";

/** Base class of every error that `@semvec/license` throws on purpose. */
export class LicenseError extends Error {
  readonly code: LicenseErrorCode;

  constructor(code: LicenseErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/**
 * A token that proves nothing. `reason` is safe to show to the caller; the message adds a detail
 * for logs. Neither ever holds a part of the token.
 */
export class InvalidLicenseError extends LicenseError {
  readonly reason: InvalidLicenseReason;

  constructor(reason: InvalidLicenseReason, detail?: string, options?: ErrorOptions) {
    super(
      "ERR_LICENSE_INVALID",
      `Invalid license: ${reason}${detail ? ` (${detail})` : ""}`,
      options,
    );
    this.reason = reason;
  }
}

/**
 * A genuine token whose time is over. Thrown only after the signature and every other claim held,
 * so `subject` may be trusted and renewing the licence is the whole remedy.
 */
export class ExpiredLicenseError extends LicenseError {
  readonly subject: string;
  /** The `exp` claim, in Unix seconds. */
  readonly expiredAtSeconds: number;

  constructor(subject: string, expiredAtSeconds: number) {
    super("ERR_LICENSE_EXPIRED", "License expired: renew it and send the new token");
    this.subject = subject;
    this.expiredAtSeconds = expiredAtSeconds;
  }
}

/** A key, or a set of keys, that must not be trusted; the message says which and why. */
export class InvalidKeyError extends LicenseError {
  constructor(message: string, options?: ErrorOptions) {
    super("ERR_INVALID_KEY", message, options);
  }
}
