import { anomaliesAreAsDue } from "./anomaly-checker.js";
import { messagesWaitForTheirResponse } from "./buffer-oracle.js";
import { votesDecideProposals } from "./consensus-oracle.js";
import { keysHaveOneEffect, requestsTakeEffectOnce } from "./effect-checkers.js";
import { electoratesAreAsDue } from "./electorate-checker.js";
import type { Checker, Evidence } from "./evidence.js";
import {
  anomaliesAreReportedOnce,
  feedbackIsWhole,
  lockdownIsRespected,
  noSecondParent,
  parentsAndChildrenAgree,
  trustStaysInRange,
} from "./group-checkers.js";
import {
  acknowledgedOpsAreKept,
  answersFollowRealTime,
  chainsAreWhole,
  liveStatesEqualReplays,
  setsAreWhole,
  timesNeverRunBack,
} from "./log-checkers.js";
import { membershipsAreAllowed } from "./membership-checker.js";
import {
  messagesArrive,
  messagesTakeEffectOnce,
  realignmentsReachTheirClusters,
} from "./message-checkers.js";
import { forgottenUsersAreGone, switchesMoveOnlyThePointer } from "./partition-checkers.js";
import { realignmentsDrawAsDue } from "./pull-oracle.js";
import { realignmentsAreTold, regionsMeanWhatTheirClustersAre } from "./region-mean-oracle.js";
import { votesFollowTheRules } from "./region-oracle.js";
import { streamsCanBeResumed } from "./stream-checker.js";
import type { Violation } from "./violation.js";

export type { Violation } from "./violation.js";

/** Once faults stop, clients come to their end and the outbox empties. */
function* everythingDrains({ hasEnded, hasSettled }: Evidence) {
  if (!hasEnded) yield "a client never came to its end";
  else if (!hasSettled) yield "the outbox never emptied";
}

/** No error that the faults do not explain, and no damage that nobody did. */
function* nothingIsUnexpected({ history }: Evidence) {
  yield* history.unexpected;
}

/** Feedback and transfer move sessions where the contract says. */
function* directionsFollowTheFormulas({ history }: Evidence) {
  yield* history.departures;
}

/** Every rule, by its name. */
export const checkers: readonly Checker[] = [
  nothingIsUnexpected,
  everythingDrains,
  chainsAreWhole,
  timesNeverRunBack,
  acknowledgedOpsAreKept,
  answersFollowRealTime,
  requestsTakeEffectOnce,
  keysHaveOneEffect,
  setsAreWhole,
  liveStatesEqualReplays,
  parentsAndChildrenAgree,
  noSecondParent,
  membershipsAreAllowed,
  feedbackIsWhole,
  directionsFollowTheFormulas,
  lockdownIsRespected,
  messagesTakeEffectOnce,
  messagesArrive,
  votesFollowTheRules,
  realignmentsReachTheirClusters,
  regionsMeanWhatTheirClustersAre,
  realignmentsAreTold,
  realignmentsDrawAsDue,
  messagesWaitForTheirResponse,
  trustStaysInRange,
  anomaliesAreReportedOnce,
  anomaliesAreAsDue,
  electoratesAreAsDue,
  votesDecideProposals,
  switchesMoveOnlyThePointer,
  forgottenUsersAreGone,
  streamsCanBeResumed,
];

/** Everything that a run broke. */
export function checkAll(evidence: Evidence): Violation[] {
  return checkers.flatMap((checker) =>
    [...checker(evidence)].map((message) => ({ checker: checker.name, message })),
  );
}
