import { InvalidKeyError } from "../errors.js";
import { ownProperties } from "../jws/own-properties.js";
import { parseJsonObject } from "../jws/parse-json-object.js";
import { keySetKeysMax } from "../limits.js";
import type { Ed25519 } from "./ed25519.js";
import type { PublicJwks } from "./jwk.js";
import { nodeEd25519 } from "./node-ed25519.js";
import { parsePublicJwk } from "./parse-jwk.js";
import { createVerificationKey, type VerificationKey } from "./verification-key.js";

/**
 * The public keys that may sign licences, by key id. Immutable: to rotate, read a new set and hand
 * it to {@link LicenseVerifier.replaceKeys}.
 *
 * @example
 * ```ts
 * const keys = KeySet.fromJwks(await readFile("keys.json", "utf8"));
 * ```
 */
export class KeySet {
  readonly #keys: ReadonlyMap<string, VerificationKey>;

  private constructor(keys: ReadonlyMap<string, VerificationKey>) {
    this.#keys = keys;
  }

  /**
   * Reads a JWKS, as JSON text or parsed. One bad entry refuses the whole set: a set that silently
   * lost a key would refuse its licences later, one at a time.
   *
   * An entry may pin what its key signs for: `iss`, and `sub_prefix`. An empty set is legal and
   * refuses every token.
   *
   * @param ed25519 Who checks signatures; default `nodeEd25519`.
   * @throws InvalidKeyError naming the entry: not Ed25519, private, not a sound public key, a key
   * id used twice, or more than 64 keys.
   */
  static fromJwks(jwks: PublicJwks | string, ed25519: Ed25519 = nodeEd25519): KeySet {
    const members = typeof jwks === "string" ? parseJsonObject(jwks) : ownProperties(jwks);
    const entries: unknown = members?.get("keys");
    if (!Array.isArray(entries)) {
      throw new InvalidKeyError('a key set is a JSON object of the form {"keys": [...]}');
    }
    if (entries.length > keySetKeysMax) {
      throw new InvalidKeyError(
        `a key set has at most ${keySetKeysMax} keys, not ${entries.length}`,
      );
    }
    const keys = new Map<string, VerificationKey>();
    for (const [index, entry] of entries.entries()) {
      const key = loadKey(entry, index, ed25519);
      if (keys.has(key.keyId)) throw new InvalidKeyError(`two keys have the id ${key.keyId}`);
      keys.set(key.keyId, key);
    }
    return new KeySet(keys);
  }

  /** Number of keys. */
  get size(): number {
    return this.#keys.size;
  }

  /**
   * The key of a token, or `undefined` if none may verify it. A token that names no key is served
   * only by a set of exactly one: trying them in turn would let the token choose its verifier.
   *
   * @internal
   */
  find(keyId: string | undefined): VerificationKey | undefined {
    if (keyId !== undefined) return this.#keys.get(keyId);
    const [only, ...others] = this.#keys.values();
    return others.length === 0 ? only : undefined;
  }
}

function loadKey(entry: unknown, index: number, ed25519: Ed25519): VerificationKey {
  try {
    return createVerificationKey(parsePublicJwk(entry), ed25519);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidKeyError(`key ${index} of the set is refused: ${why}`, { cause });
  }
}
