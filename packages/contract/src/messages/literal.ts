import { factKinds, literalKinds } from "@semvec/core";
import * as z from "zod";
import {
  entityContextUnitsMax,
  entityImportanceMax,
  entityKeyUnitsMax,
  textUnitsMax,
} from "../limits.js";
import { emptyAsAbsent, withDefault } from "../schemas/optional.js";
import { MemoryText, text } from "../schemas/text.js";
import { Count } from "../schemas/vocabulary.js";

/** Names an entity within its session; may hold slashes. */
export const EntityKey = text(entityKeyUnitsMax);

const Importance = z.number().min(0).max(entityImportanceMax);

/** Body of keeping something word for word. */
export const PutEntityRequest = z
  .object({
    key: EntityKey.describe("What it is kept under; may hold slashes. A key is written over."),
    // Any string passes: a kind that there is not is answered 400, once the session is known.
    kind: z
      .string()
      .meta({ enum: [...literalKinds] })
      .describe("What it is."),
    value: text(textUnitsMax).describe("Comes back exactly as it was sent."),
    context: emptyAsAbsent(text(entityContextUnitsMax)).describe(
      "Where it was met, or what it is for; searched, too.",
    ),
    importance: withDefault(Importance, 1).describe("Decides between equally good matches."),
  })
  .meta({ id: "PutEntityRequest" });

/** Answer of keeping something word for word. */
export const PutEntityResponse = z
  .strictObject({
    session_id: z.string(),
    key: z.string(),
    size: Count.describe("Entities the session holds."),
  })
  .meta({ id: "PutEntityResponse" });

/** Answer of listing and searching entities. */
export const ListEntitiesResponse = z
  .strictObject({
    session_id: z.string(),
    entities: z
      .array(
        z
          .strictObject({
            key: z.string(),
            kind: z.enum(literalKinds),
            value: z.string(),
            context: z.string().describe("Empty when there is none."),
            importance: Importance,
            access_count: Count.describe("Contexts of runs it stood in."),
          })
          .meta({ id: "Entity" }),
      )
      .describe("By shared words with the query, then importance, then the newest."),
    total: Count.describe("Entities that match, whether listed or not."),
  })
  .meta({ id: "ListEntitiesResponse" });

/** Answer of removing an entity. */
export const RemoveEntityResponse = z
  .strictObject({ session_id: z.string(), key: z.string(), removed: z.literal(true) })
  .meta({ id: "RemoveEntityResponse" });

/** Body of finding exact facts in a text. */
export const ExtractFactsRequest = z
  .object({
    text: MemoryText,
    store: withDefault(z.boolean(), false).describe(
      "Keep the facts as entities of kind `constant`, each under `<kind>:<normalized>`.",
    ),
  })
  .meta({ id: "ExtractFactsRequest" });

/** Answer of finding exact facts in a text. */
export const ExtractFactsResponse = z
  .strictObject({
    session_id: z.string(),
    facts: z
      .array(
        z
          .strictObject({
            kind: z.enum(factKinds),
            text: z.string().describe("As it stands in the text."),
            start: Count.describe("Where it begins, in UTF-16 units."),
            end: Count.describe("Where it ends, exclusive."),
            normalized: z.string().describe("One form for all ways to write it."),
          })
          .meta({ id: "ExtractedFact" }),
      )
      .describe("In the order of the text; no two overlap."),
    stored: Count.describe("Entities that are new; a fact that is held already stays as it is."),
  })
  .meta({ id: "ExtractFactsResponse" });
