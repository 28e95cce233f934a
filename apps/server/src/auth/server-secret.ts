import { createHash, randomBytes } from "node:crypto";
import { CorruptRecordError, type Store, type TenantStore } from "@semvec/persistence";

/** No caller's tenant: those of licences begin with `sub:`, and anonymous ones are `anon`. */
const tenant = "server";

const key = "cursor-secret";
const secretBytes = 32;

/**
 * The secret of all workers on a database, kept in that database: whoever asks first makes it, and
 * everyone gets the same one. It is the stored answer of an idempotent request that never expires,
 * so the rule that decides between two workers who ask at once is the one of all such requests.
 *
 * A damaged one is replaced, for a service that does not start is worse than cursors that are no
 * longer good.
 *
 * @param onDamage - told that the secret was damaged and is made anew
 * @throws the errors of {@link TenantStore.saveIdempotent}
 */
export async function openServerSecret(
  store: Store,
  onDamage: (error: CorruptRecordError) => void,
): Promise<string> {
  const rows = store.forTenant(tenant);
  try {
    return await makeOrRead(rows);
  } catch (error) {
    if (!(error instanceof CorruptRecordError)) throw error;
    onDamage(error);
    await rows.discardDamagedIdempotent(key);
    return makeOrRead(rows);
  }
}

async function makeOrRead(rows: TenantStore): Promise<string> {
  const draft = {
    key,
    fingerprint: createHash("sha256").update(key).digest(),
    status: 200,
    headers: {},
    body: Buffer.from(randomBytes(secretBytes).toString("hex")),
    expiresAtMs: Number.MAX_SAFE_INTEGER,
  };
  const saved = await rows.saveIdempotent(draft);
  const { body } = saved.outcome === "replayed" ? saved.idem : draft;
  return Buffer.from(body).toString("utf8");
}
