import { createHash, randomBytes } from "node:crypto";
import type { Store } from "@semvec/persistence";

/** No caller's tenant: those of licences begin with `sub:`, and anonymous ones are `anon`. */
const tenant = "server";

const key = "cursor-secret";
const secretBytes = 32;

/**
 * The secret of all workers on a database, kept in that database: whoever asks first makes it, and
 * everyone gets the same one. It is the stored answer of an idempotent request that never expires,
 * so the rule that decides between two workers who ask at once is the one of all such requests.
 *
 * @throws the errors of {@link TenantStore.saveIdempotent}
 */
export async function openServerSecret(store: Store): Promise<string> {
  const draft = {
    key,
    fingerprint: createHash("sha256").update(key).digest(),
    status: 200,
    headers: {},
    body: Buffer.from(randomBytes(secretBytes).toString("hex")),
    expiresAtMs: Number.MAX_SAFE_INTEGER,
  };
  const saved = await store.forTenant(tenant).saveIdempotent(draft);
  const { body } = saved.outcome === "replayed" ? saved.idem : draft;
  return Buffer.from(body).toString("utf8");
}
