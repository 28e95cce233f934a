import type { Route } from "./route.js";

/** The statuses with which a route answers what it was asked for: its own first. */
export function successStatuses({ status, existsStatus }: Route): readonly number[] {
  return existsStatus === undefined ? [status] : [status, existsStatus];
}
