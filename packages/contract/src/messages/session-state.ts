import * as z from "zod";
import { historyWindowMax } from "../limits.js";
import {
  Count,
  MemoryHash,
  Phase,
  Role,
  Tier,
  Timestamp,
  UnitInterval,
} from "../schemas/vocabulary.js";

const History = z.array(z.number()).max(historyWindowMax);

/** Answer of the metrics routes: what a session is and how it got there. */
export const SessionMetricsResponse = z
  .strictObject({
    session_id: z.string(),
    phase: Phase,
    interaction_count: Count.describe("Stored turns."),
    total_memories: Count,
    beta_history: History,
    similarity_history: History,
    fsm_history: History,
    norm_history: History,
    phase_history: z.array(Phase).max(historyWindowMax),
    drift_history: History,
    unpaired_turns: Count.describe("Messages whose response never came."),
    tier_counts: z.strictObject({ short_term: Count, medium_term: Count, long_term: Count }),
    bytes: Count.describe("Bytes of memories and state."),
    config: z.record(z.string(), z.unknown()).describe("The session's parameters."),
  })
  .meta({
    id: "SessionMetricsResponse",
    description: `Histories hold the newest ${historyWindowMax} values, oldest first.`,
  });

/** Answer of fetching the state vector. */
export const SessionStateResponse = z
  .strictObject({
    vector: z.array(z.number()).describe("All zeros before the first turn."),
    dimension: Count,
    norm: UnitInterval.describe("Mean resultant length: near 1 when the turns point one way."),
    phase: Phase,
    drift: UnitInterval.describe("Newest drift score; 0 before the first."),
    seq: Count.describe("The newest op of the session's log."),
  })
  .meta({ id: "SessionStateResponse" });

/** Answer of listing the memories nearest to the state or to a query. */
export const SessionContextResponse = z
  .strictObject({
    session_id: z.string(),
    memories: z.array(
      z
        .strictObject({
          text: z.string(),
          relevance: UnitInterval,
          memory_hash: MemoryHash,
          truncated: z.boolean().describe("The text was cut; fetch the memory for all of it."),
          tier: Tier,
        })
        .meta({ id: "ListedMemory" }),
    ),
  })
  .meta({ id: "SessionContextResponse" });

/** Answer of listing the memories: one page, oldest first. */
export const ListMemoriesResponse = z
  .strictObject({
    session_id: z.string(),
    memories: z.array(
      z
        .strictObject({
          memory_hash: MemoryHash,
          text: z.string(),
          truncated: z.boolean().describe("The text was cut; fetch the memory for all of it."),
          importance: UnitInterval,
          access_count: Count,
          timestamp: z.number().describe("Unix seconds."),
          tier: Tier,
        })
        .meta({ id: "StoredMemory" }),
    ),
  })
  .meta({ id: "ListMemoriesResponse" });

/** Answer of fetching one memory. */
export const MemoryResponse = z
  .strictObject({
    memory_hash: MemoryHash,
    text: z.string(),
    importance: UnitInterval,
    access_count: Count,
    timestamp: z.number().describe("Unix seconds."),
    tier: Tier,
    expires_at: Timestamp.optional().describe("When it is forgotten; absent: never."),
    provenance: z
      .strictObject({
        turn: Count.describe("The turn it belongs to; a message and its response share it."),
        part: z
          .enum(["message", "response", "note"])
          .describe("Which half of the turn it is; a note belongs to no turn."),
        origin: z
          .enum(["conversation", "import", "synthetic"])
          .describe("Whether it was said here, came with an import, or was put in by hand."),
        role: Role,
        source: z.string().optional().describe("As the client named it."),
        request_id: z.string().optional().describe("The request that brought it."),
        seq: Count.describe("The op of the session's log that stored it."),
        corrected_seq: Count.optional().describe("The op that last corrected it."),
      })
      .optional()
      .describe("Where it comes from."),
  })
  .meta({ id: "MemoryResponse" });
