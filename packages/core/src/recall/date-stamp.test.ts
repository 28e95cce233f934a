import { describe, expect, test } from "@jest/globals";
import { dateStampCharactersMax, parseDateStamp } from "./date-stamp.js";

describe("parseDateStamp", () => {
  test.each([
    ["2023-05-08", "2023-05-08T00:00:00Z"],
    ["2023/05/08", "2023-05-08T00:00:00Z"],
    ["2023-05-08 13:56", "2023-05-08T13:56:00Z"],
    ["2023-05-08T13:56:07Z", "2023-05-08T13:56:07Z"],
    ["2023-05-08T13:56:07.250Z", "2023-05-08T13:56:07Z"],
    ["2023-05-08T01:30:00+02:00", "2023-05-07T23:30:00Z"],
    ["2023-05-08 22:30 -0330", "2023-05-09T02:00:00Z"],
    ["8 May 2023", "2023-05-08T00:00:00Z"],
    ["8th of May, 2023", "2023-05-08T00:00:00Z"],
    ["Mon, 8 May 2023", "2023-05-08T00:00:00Z"],
    ["May 8, 2023", "2023-05-08T00:00:00Z"],
    ["Sept. 3rd, 2024 at 9:05 am", "2024-09-03T09:05:00Z"],
    ["1:56 pm on 8 May, 2023", "2023-05-08T13:56:00Z"],
    ["12:00 am on 8 May, 2023", "2023-05-08T00:00:00Z"],
    ["12:30 pm on 8 May, 2023", "2023-05-08T12:30:00Z"],
    ["29 February 2024", "2024-02-29T00:00:00Z"],
  ])("%s", (stamp, iso) => {
    expect(parseDateStamp(stamp)).toBe(Date.parse(iso));
  });

  test.each([
    "laughs",
    "2023",
    "8 May",
    "29 February 2023",
    "2023-13-01",
    "2023-00-10",
    "31 April 2023",
    "8 Ma 2023",
    "8 Mayo 2023",
    "0999-01-01",
    "13:00 pm on 8 May 2023",
    "24:00 8 May 2023",
    "23:60 8 May 2023",
    "see 8 May 2023",
    "version 2023-05-08",
    "05/08/2023",
  ])("%s is not a date", (stamp) => {
    expect(parseDateStamp(stamp)).toBeUndefined();
  });

  test("reads up to its maximum length", () => {
    const stamp = "2023-05-08".padEnd(dateStampCharactersMax);
    expect(parseDateStamp(stamp)).toBe(Date.parse("2023-05-08"));
    expect(parseDateStamp(`${stamp} `)).toBeUndefined();
  });
});
