import * as z from "zod";
import { cursorCharactersMax, pageRowsDefault, pageRowsMax } from "../limits.js";
import { withDefault } from "../schemas/optional.js";
import { queryInteger } from "../schemas/query-value.js";

const cursor = z
  .string()
  .min(1)
  .max(cursorCharactersMax)
  .optional()
  .describe("`X-Next-Cursor` of the page before.");

const limit = queryInteger(1, pageRowsMax);

/** The query of a list that always comes in pages. */
export const PageParameters = z.object({ cursor, limit: withDefault(limit, pageRowsDefault) });

/** The query of a list that is given whole unless one of the two asks for pages. */
export const OptionalPageParameters = z.object({
  cursor,
  limit: limit
    .optional()
    .describe(`Rows of a page; ${pageRowsDefault} with \`cursor\` alone. With neither: all rows.`),
});
