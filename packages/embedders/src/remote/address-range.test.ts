import { describe, expect, test } from "@jest/globals";
import { addressRange } from "./address-range.js";

describe("addressRange", () => {
  test.each([
    ["169.254.169.254", "forbidden"],
    ["169.254.0.0", "forbidden"],
    ["169.253.255.255", "public"],
    ["169.255.0.0", "public"],
    ["::ffff:169.254.169.254", "forbidden"],
    ["::ffff:a9fe:a9fe", "forbidden"],
    ["64:ff9b::169.254.169.254", "forbidden"],
    ["2002:a9fe:a9fe::1", "forbidden"],
    ["100.100.100.200", "forbidden"],
    ["fd00:ec2::254", "forbidden"],
    ["fe80::1%eth0", "forbidden"],
    ["224.0.0.1", "forbidden"],
    ["not an address", "forbidden"],
    ["", "forbidden"],
    ["127.0.0.1", "loopback"],
    ["127.255.255.255", "loopback"],
    ["::1", "loopback"],
    ["::ffff:127.0.0.1", "loopback"],
    ["0.0.0.0", "loopback"],
    ["10.1.2.3", "private"],
    ["172.31.255.255", "private"],
    ["172.32.0.0", "public"],
    ["192.168.1.1", "private"],
    ["fd12::1", "private"],
    ["203.0.113.7", "public"],
    ["2001:db8::1", "public"],
  ])("of %s is %s", (address, range) => {
    expect(addressRange(address)).toBe(range);
  });
});
