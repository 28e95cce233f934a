import { InvalidArgumentError } from "@semvec/core";
import { metaPrefix, userPrefix } from "../limits.js";

const clientId = /^[A-Za-z0-9_.:-]{1,128}$/;

/** @throws InvalidArgumentError for an id that a client may not give to what it creates */
export function checkClientId(id: string): void {
  if (!clientId.test(id)) {
    throw new InvalidArgumentError("an id has 1 to 128 of A-Z a-z 0-9 . _ : -");
  }
  if (id.startsWith(metaPrefix) || id.startsWith(userPrefix)) {
    throw new InvalidArgumentError(`ids that begin with ${metaPrefix} or ${userPrefix} are ours`);
  }
}
