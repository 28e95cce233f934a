import * as z from "zod";
import { Embedding } from "../schemas/embedding.js";
import { Id } from "../schemas/id.js";
import { UnitInterval } from "../schemas/vocabulary.js";

const TrustScores = z
  .record(z.string(), UnitInterval)
  .describe("Trust by session id: 0.5 at first, more for those who agree with outcomes.");

/** Body of putting a direction to the vote. */
export const ConsensusRequest = z
  .object({
    proposer_session_id: Id,
    target_embedding: Embedding.describe("The direction to agree on."),
  })
  .meta({ id: "ConsensusRequest" });

/** Answer of putting a direction to the vote. */
export const ConsensusResponse = z
  .strictObject({ accepted: z.boolean(), trust_scores: TrustScores })
  .meta({ id: "ConsensusResponse" });

/** Answer of how far each session is trusted. */
export const TrustResponse = z
  .strictObject({ trust_scores: TrustScores })
  .meta({ id: "TrustResponse" });
