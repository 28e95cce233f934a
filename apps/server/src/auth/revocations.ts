import { readFile } from "node:fs/promises";
import type { LicenseClaims } from "@semvec/license";
import * as z from "zod";
import { ConfigError } from "../errors/errors.js";

/** How often the file of revoked licences is read again, in milliseconds. */
export const revocationsRereadMs = 5_000;

const Revocation = z.union([
  z.strictObject({ jti: z.string().min(1) }),
  z.strictObject({ sub: z.string().min(1), iat_before: z.int().optional() }),
]);

/** Licences that are no longer good, whatever their signature and times say. */
export class Revocations {
  readonly #tokenIds = new Set<string>();
  /** Unix seconds before which each subject's tokens were issued in vain. */
  readonly #issuedBefore = new Map<string, number>();

  /**
   * Reads a denylist: one JSON object a line, `{"jti": "…"}` for one token, `{"sub": "…"}` for all
   * of a subject, or `{"sub": "…", "iat_before": 1790000000}` for those issued before then.
   *
   * @throws ConfigError that names the line
   */
  static parse(text: string): Revocations {
    const revocations = new Revocations();
    text.split("\n").forEach((line, i) => {
      if (line.trim() !== "") revocations.#add(readLine(line, i + 1));
    });
    return revocations;
  }

  /** @throws ConfigError when the file cannot be read or is not a denylist */
  static async read(path: string): Promise<Revocations> {
    let text: string;
    try {
      text = await readFile(path, "utf8");
    } catch (cause) {
      const where = `SEMVEC_LICENSE_DENYLIST: ${path}`;
      throw new ConfigError(`${where} cannot be read (${(cause as Error).message})`, { cause });
    }
    return Revocations.parse(text);
  }

  #add(revocation: z.output<typeof Revocation>): void {
    if ("jti" in revocation) {
      this.#tokenIds.add(revocation.jti);
      return;
    }
    const { sub, iat_before: before = Number.POSITIVE_INFINITY } = revocation;
    this.#issuedBefore.set(sub, Math.max(before, this.#issuedBefore.get(sub) ?? before));
  }

  has({ subject, tokenId, issuedAtSeconds }: RevocableClaims): boolean {
    if (tokenId !== undefined && this.#tokenIds.has(tokenId)) return true;
    const before = this.#issuedBefore.get(subject);
    return before !== undefined && issuedAtSeconds < before;
  }
}

/** What a licence is revoked by. */
export type RevocableClaims = Pick<LicenseClaims, "subject" | "tokenId" | "issuedAtSeconds">;

function readLine(line: string, number: number): z.output<typeof Revocation> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new ConfigError(`SEMVEC_LICENSE_DENYLIST: line ${number} is not JSON`, { cause });
  }
  const parsed = Revocation.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ConfigError(
    `SEMVEC_LICENSE_DENYLIST: line ${number} is neither {"jti"} nor {"sub", "iat_before"?}`,
  );
}
