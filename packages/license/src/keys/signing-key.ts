/**
 * What can sign licences. {@link generateKeyPair} and {@link loadKeyPair} make one on Node; any
 * object with these two members will do elsewhere.
 */
export interface SigningKey {
  /** The `kid` under which the public half is published. */
  readonly keyId: string;
  /** Signs with Ed25519 and answers the 64 bytes. */
  sign(message: Uint8Array): Uint8Array;
}
