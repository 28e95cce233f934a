/** How a check ended; only `failure` keeps the service from working. */
export type FindingStatus = "ok" | "warning" | "failure";

/** What one check found. */
export interface Finding {
  /** What was checked, such as `database`. */
  readonly check: string;
  readonly status: FindingStatus;
  /** What was found; when something is wrong, what to do about it too. */
  readonly detail: string;
}

/** Runs a check; whatever it throws is a failure, with the error's message. */
export async function findingOf(
  check: string,
  inspect: () => Promise<Omit<Finding, "check">> | Omit<Finding, "check">,
): Promise<Finding> {
  try {
    return { check, ...(await inspect()) };
  } catch (error) {
    const { message } = Object(error) as { readonly message?: unknown };
    return { check, status: "failure", detail: String(message ?? error) };
  }
}
