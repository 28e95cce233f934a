/** @typedef {import("./bootstrap.mjs").Estimate} Estimate */

/**
 * A Markdown table with its columns aligned, as the formatter wants it.
 *
 * @param {readonly string[]} header
 * @param {readonly (readonly string[])[]} rows
 */
export function table(header, rows) {
  const widths = header.map((title, column) => {
    return Math.max(3, title.length, ...rows.map((row) => row[column]?.length ?? 0));
  });
  const line = (/** @type {readonly string[]} */ cells) => {
    return `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  };
  const rule = line(widths.map((width) => "-".repeat(width)));
  return [line(header), rule, ...rows.map(line)].join("\n");
}

/** A share without its leading zero: `.767`, `1.000`, `-.012`. @param {number} share */
export function share(share) {
  return share.toFixed(3).replace(/^(-?)0\./, "$1.");
}

/** `4.2` @param {number} count */
export function perHundred(count) {
  return count.toFixed(1);
}

/** `.767 [.740, .793]` @param {Estimate} estimate @param {(value: number) => string} [format] */
export function withInterval({ value, low, high }, format = share) {
  return `${format(value)} [${format(low)}, ${format(high)}]`;
}

/** `+.231 [+.199, +.262]` @param {Estimate} estimate */
export function signedWithInterval(estimate) {
  return withInterval(estimate, (value) => (value < 0 ? share(value) : `+${share(value)}`));
}
