import * as z from "zod";
import { cursorCharactersMax, pageRowsDefault, pageRowsMax } from "../limits.js";
import { withDefault } from "../schemas/optional.js";
import { queryInteger } from "../schemas/query-value.js";

/** Query fields of a list that comes page by page. */
export const pageQuery = {
  cursor: z
    .string()
    .min(1)
    .max(cursorCharactersMax)
    .optional()
    .describe("`X-Next-Cursor` of the page before."),
  limit: withDefault(queryInteger(1, pageRowsMax), pageRowsDefault),
} as const;
