import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/** A page that needs nothing but itself. */
export interface InlinePage {
  readonly html: string;
  /** The `Content-Security-Policy` it works under: its own scripts, nothing else's. */
  readonly contentSecurityPolicy: string;
}

/** What goes into an {@link InlinePage}. */
export interface InlinePageParts {
  readonly title: string;
  readonly styles: readonly string[];
  readonly scripts: readonly string[];
}

/**
 * Puts scripts and styles into one page. A browser sends no licence token for a page's own files,
 * so the page has none.
 */
export function inlinePage({ title, styles, scripts }: InlinePageParts): InlinePage {
  const safeScripts = scripts.map(embeddable);
  const html = [
    "<!doctype html>",
    `<html lang="en"><head><meta charset="utf-8"><title>${title}</title>`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    ...styles.map((style) => `<style>${style}</style>`),
    '</head><body><div id="content"></div>',
    ...safeScripts.map((script) => `<script>${script}</script>`),
    "</body></html>\n",
  ].join("\n");
  const hashes = safeScripts.map((script) => {
    return `'sha256-${createHash("sha256").update(script).digest("base64")}'`;
  });
  const contentSecurityPolicy = [
    "default-src 'none'",
    `script-src ${hashes.join(" ")}`,
    "style-src 'unsafe-inline'",
    "img-src data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
  return { html, contentSecurityPolicy };
}

/**
 * A script as an element can hold it: without what ends the element or begins a comment in it. In
 * a script these stand in strings and regular expressions alone, where the escape means the same.
 */
function embeddable(script: string): string {
  return script.replace(/<(?=!--|\/?script)/gi, "\\x3C");
}

/** Text of a file of an installed package, such as `redoc/bundles/redoc.standalone.js`. */
export function packageFile(specifier: string): string {
  return readFileSync(new URL(import.meta.resolve(specifier)), "utf8");
}

/** A value as an expression of a script; `<` is escaped, so it can end no element. */
export function scriptValue(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}
