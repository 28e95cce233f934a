import type { LimitEntry } from "@semvec/contract";
import { inferenceLimits, sidecarLimits } from "@semvec/embedders";
import { failedSignInsMax, failedSignInsWindowMs } from "./auth/failed-sign-ins.js";
import { keySetRereadMs } from "./auth/key-set-watcher.js";
import { revocationsRereadMs } from "./auth/revocations.js";
import { fleetLimits } from "./fleet/fleet.js";
import { cursorLifetimeMs } from "./http/cursor-codec.js";
import { eventStreamLimits } from "./http/event-stream.js";
import { httpLimits } from "./http/http-server.js";
import { readinessTtlMs } from "./observability/readiness.js";
import { rateLimitedKeysMax } from "./rate/gcra-limiter.js";
import { reservationLifeMs } from "./rate/shared-rate-limiter.js";
import { answerPurgeLimits } from "./sessions/answer-purge.js";

/** Limits of the server that no variable sets: the reference page is made from this table. */
export const serverLimits: readonly LimitEntry[] = [
  entry("failedSignInsMax", failedSignInsMax, "failures", "from one address in a window; 429"),
  entry("failedSignInsWindowMs", failedSignInsWindowMs, "ms", "that window"),
  entry("rateLimitedKeysMax", rateLimitedKeysMax, "subjects", "whose rate is remembered"),
  entry("reservationLifeMs", reservationLifeMs, "ms", "to spend tokens of a rate workers share"),
  entry("cursorLifetimeMs", cursorLifetimeMs, "ms", "life of a page cursor; 422"),
  entry("headerBytesMax", httpLimits.headerBytesMax, "bytes", "request line and headers; 431"),
  entry("headersTimeoutMs", httpLimits.headersTimeoutMs, "ms", "for headers to arrive; 408"),
  entry("requestTimeoutMs", httpLimits.requestTimeoutMs, "ms", "for a request to arrive; 408"),
  entry("keepAliveTimeoutMs", httpLimits.keepAliveTimeoutMs, "ms", "an idle connection; closed"),
  entry("heartbeatMs", eventStreamLimits.heartbeatMs, "ms", "longest silence on a stream"),
  entry("headPollMs", eventStreamLimits.headPollMs, "ms", "between looks at a log workers share"),
  entry("stallTimeoutMs", eventStreamLimits.stallTimeoutMs, "ms", "an unread stream; closed"),
  entry("batchesPerReadMax", eventStreamLimits.batchesPerReadMax, "ops", "in a stream's memory"),
  entry(
    "streamsPerSubjectMax",
    eventStreamLimits.streamsPerSubjectMax,
    "streams",
    "of a subject on one worker; 429",
  ),
  entry("restartDelayMinMs", fleetLimits.restartDelayMinMs, "ms", "before a worker starts again"),
  entry("restartDelayMaxMs", fleetLimits.restartDelayMaxMs, "ms", "the same, after many failures"),
  entry("settledMs", fleetLimits.settledMs, "ms", "life after which a worker's failures are old"),
  entry("readyTimeoutMs", fleetLimits.readyTimeoutMs, "ms", "for a successor to become ready"),
  entry("answerPurgePauseMs", answerPurgeLimits.pauseMs, "ms", "between purges of expired answers"),
  entry("answerPurgeRowsMax", answerPurgeLimits.roundRowsMax, "answers", "that a purge deletes"),
  entry("readinessTtlMs", readinessTtlMs, "ms", "life of a readiness check's result"),
  entry("revocationsRereadMs", revocationsRereadMs, "ms", "between reads of the denylist"),
  entry("keySetRereadMs", keySetRereadMs, "ms", "between reads of the licence keys' file"),
  ...inferenceLimits,
  ...sidecarLimits,
];

function entry(name: string, value: number, unit: string, what: string): LimitEntry {
  return { name, value, unit, what };
}
