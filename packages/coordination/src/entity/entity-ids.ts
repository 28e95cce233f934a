import { sha256Hex } from "@semvec/core";
import { metaPrefix, userPrefix } from "../limits.js";

/** Longest id that a client may use in a path. */
const clientIdLengthMax = 128;

const regionPrefix = `${metaPrefix}region:`;

/**
 * Id of a region's entity, which is also its meta session's: the region's own id behind a reserved
 * prefix. A region id too long for that is replaced by its SHA-256, so that the meta session's id
 * still fits wherever a session id does.
 */
export function regionEntityId(regionId: string): string {
  const fits = regionPrefix.length + regionId.length <= clientIdLengthMax;
  return regionPrefix + (fits ? regionId : sha256Hex(new TextEncoder().encode(regionId)));
}

/** Id of the entity of a subject's observer, and of its meta session. */
export const observerEntityId = `${metaPrefix}observer`;

/** Id of the entity that holds a subject's network: its active user, its peers, their trust. */
export const networkEntityId = `${metaPrefix}network`;

/** Id of the session that is a user's partition. */
export function userSessionId(userId: string): string {
  return userPrefix + userId;
}
