import { describe, expect, test } from "@jest/globals";
import { EmbedderUnavailableError, ForbiddenAddressError } from "../errors.js";
import { AddressGuard, type ResolvedAddress } from "./address-guard.js";

const to = (...addresses: string[]) => addresses.map((address) => ({ address, family: 4 }));

/** What a socket would be told to dial. */
function dial(guard: AddressGuard, all: boolean): Promise<string | readonly ResolvedAddress[]> {
  return new Promise((resolve, reject) => {
    guard.lookup("embedder.test", { all }, (error, address) => {
      if (error) reject(error);
      else resolve(address as string | ResolvedAddress[]);
    });
  });
}

describe("AddressGuard", () => {
  test.each(["169.254.169.254", "[fe80::1]", "[::ffff:169.254.169.254]"])(
    "refuses the forbidden host %s",
    async (host) => {
      await expect(AddressGuard.create(host)).rejects.toBeInstanceOf(ForbiddenAddressError);
    },
  );

  test("refuses a name if any of its addresses is forbidden", async () => {
    const guard = AddressGuard.create("embedder.test", async () => to("8.8.8.8", "169.254.1.1"));
    await expect(guard).rejects.toBeInstanceOf(ForbiddenAddressError);
  });

  test("reports a name that cannot be resolved", async () => {
    const fail = AddressGuard.create("embedder.test", () => Promise.reject(new Error("ENOTFOUND")));
    await expect(fail).rejects.toBeInstanceOf(EmbedderUnavailableError);
    const none = AddressGuard.create("embedder.test", async () => []);
    await expect(none).rejects.toBeInstanceOf(EmbedderUnavailableError);
  });

  test("lets a private host move within its range only", async () => {
    let addresses = to("10.0.0.5");
    const guard = await AddressGuard.create("embedder.test", async () => addresses);
    await expect(dial(guard, false)).resolves.toBe("10.0.0.5");
    addresses = to("192.168.7.7");
    await expect(dial(guard, true)).resolves.toEqual(addresses);
    for (const rebound of ["169.254.169.254", "127.0.0.1", "8.8.8.8"]) {
      addresses = to("10.0.0.5", rebound);
      await expect(dial(guard, true)).rejects.toBeInstanceOf(ForbiddenAddressError);
      await expect(dial(guard, false)).rejects.toBeInstanceOf(ForbiddenAddressError);
    }
  });
});
