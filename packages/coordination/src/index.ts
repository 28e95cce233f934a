export { busDefaults } from "./bus/bus-defaults.js";
export type { BusStatistics, SubscriberStatistics } from "./bus/bus-statistics.js";
export type {
  AnomalyRaisedEvent,
  DriftBusEvent,
  DriftDetectedEvent,
  DriftRetractedEvent,
  EventBase,
  EventOrigin,
  RegionRealignedEvent,
  VoteCastEvent,
} from "./bus/drift-bus-event.js";
export { DriftEventBus, type DriftEventBusOptions } from "./bus/drift-event-bus.js";
export {
  BusClosedError,
  BusError,
  type BusErrorCode,
  EventRefusedError,
  HandlerTimeoutError,
  InvalidBusOptionError,
  InvalidEventError,
  type RefusalReason,
  SettlementPendingError,
  SubscribersFullError,
  TransportFullError,
} from "./bus/errors.js";
export { decodeEvent, encodeEvent } from "./bus/event-codec.js";
export type { EventReceiver, EventTransport } from "./bus/event-transport.js";
export { MemoryTransport, type MemoryTransportOptions } from "./bus/memory-transport.js";
export {
  type EventOutbox,
  type EventRelay,
  type EventRow,
  OutboxTransport,
  type OutboxTransportOptions,
} from "./bus/outbox-transport.js";
export type { Scheduler } from "./bus/scheduler.js";
export type {
  Acknowledgement,
  EventDelivery,
  EventHandler,
  EventScope,
  OverflowPolicy,
  SubscribeOptions,
} from "./bus/subscription.js";
export {
  adaptiveThreshold,
  adaptiveThresholdMax,
  adaptiveThresholdMin,
  disagreement,
} from "./consensus-engine/adaptive-threshold.js";
export { ConsensusEngine } from "./consensus-engine/consensus-engine.js";
export { consensusLimits } from "./consensus-engine/consensus-limits.js";
export type { ConsensusSnapshot, OpenProposalData } from "./consensus-engine/consensus-snapshot.js";
export type {
  ConsensusStatistics,
  LevelStatistics,
  VoterStatistics,
} from "./consensus-engine/consensus-statistics.js";
export type { ClosedCounts, HistoryData } from "./consensus-engine/decision-history.js";
export {
  ConsensusError,
  type ConsensusErrorCode,
  ConsensusLimitError,
  InvalidConsensusArgumentError,
  InvalidConsensusSnapshotError,
  NotInElectorateError,
  NoVotersError,
  ProposalClosedError,
  ProposalExistsError,
  ProposalNotFoundError,
  VoterNotFoundError,
} from "./consensus-engine/errors.js";
export { type AcceptanceRule, isAccepted, type Sides } from "./consensus-engine/is-accepted.js";
export type { ProposalTerms } from "./consensus-engine/open-proposal.js";
export {
  type ConsensusLevel,
  consensusLevels,
  defaultQuorum,
  type Proposal,
  type ProposalInput,
  type ProposalStatus,
  type Tally,
  type VoteChoice,
  type VoteInput,
} from "./consensus-engine/proposal.js";
export { defaultVoterTrust, type Voter, type VoterInput } from "./consensus-engine/voter.js";
export { voterShareMax, weightCap } from "./consensus-engine/weight-cap.js";
