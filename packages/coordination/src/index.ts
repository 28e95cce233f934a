export { busDefaults } from "./bus/bus-defaults.js";
export type { BusStatistics, SubscriberStatistics } from "./bus/bus-statistics.js";
export type {
  AnomalyRaisedEvent,
  DriftBusEvent,
  DriftDetectedEvent,
  DriftRetractedEvent,
  EntityEvent,
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
  type AggregationMode,
  aggregate,
  aggregationModes,
  attentionTemperature,
  blend,
  type Contribution,
  type Contributions,
  recencyScaleMs,
} from "./cluster/aggregate.js";
export type { ClusterPart, ClusterTraits } from "./cluster/cluster-part.js";
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
export { type AcceptanceRule, isAccepted } from "./consensus-engine/is-accepted.js";
export type { ProposalTerms } from "./consensus-engine/open-proposal.js";
export type { Sides } from "./consensus-engine/outweighs.js";
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
export { type EntityKind, entityKindOf } from "./entity/describe-entity.js";
export type {
  AddedAnswer,
  ClusterCreateAnswer,
  ConsensusAnswer,
  EntityAnswer,
  EntityAnswers,
  ObserverAnswer,
  ReceiveAnswer,
  RegionCreateAnswer,
  RemovedAnswer,
  SampleAnswer,
  SwitchUserAnswer,
} from "./entity/entity-answer.js";
export type { EntityCommand, GroupCommand } from "./entity/entity-command.js";
export {
  networkEntityId,
  observerEntityId,
  regionEntityId,
  userSessionId,
} from "./entity/entity-ids.js";
export { type EntityMachine, entityMachine } from "./entity/entity-machine.js";
export { type EntityOp, type GroupOp, sessionOpOf } from "./entity/entity-op.js";
export {
  type EntityParts,
  type EntityState,
  type GroupKind,
  groupKind,
} from "./entity/entity-state.js";
export type { Child, Pointer } from "./entity/pointer.js";
export {
  BackingSessionError,
  ClusterNotFoundError,
  ContendedError,
  CoordinationError,
  type CoordinationErrorCode,
  CoordinationLimitError,
  type Dimensioned,
  DimensionFixedError,
  IdTakenError,
  LockedDownError,
  MemberNotFoundError,
  ObserverNotFoundError,
  RegionNotFoundError,
  SecondParentError,
  UnequalDimensionsError,
  UnknownAggregationModeError,
  UserNotFoundError,
} from "./errors.js";
export { coordinationLimits, metaPrefix, userPrefix } from "./limits.js";
export type { GroupMessage, Message, TimerMessage } from "./messages/group-message.js";
export type { MessageId } from "./messages/message-ledger.js";
export { type OutgoingMessage, outboxOf } from "./messages/outbox-of.js";
export { holdVote, type TrustedVoter, type VoteOutcome } from "./network/hold-vote.js";
export type { NetworkPart } from "./network/network-part.js";
export { type Transfer, transferState } from "./network/transfer.js";
export { adjustTrust, initialTrust, type TrustScore, trustRate } from "./network/trust.js";
export type { Anomaly, AnomalyType } from "./observer/anomaly.js";
export {
  type ClusterObservation,
  findAnomalies,
  type RegionObservation,
} from "./observer/find-anomalies.js";
export type { ObserverPart } from "./observer/observer-part.js";
export { sampleSlotMs } from "./observer/sample-slot.js";
export type { DriftEvent, DriftOrigin, DriftReport } from "./region/drift-event.js";
export type { RegionPart, RegionTraits } from "./region/region-part.js";
export type { Vote } from "./region/votes.js";
export { bindHost, type TenantedHost } from "./services/bind-host.js";
export {
  type ClusterListing,
  ClusterService,
  type ClusterView,
  type NewCluster,
} from "./services/cluster-service.js";
export { deleteSession } from "./services/delete-session.js";
export type { Directory, DirectoryPlace, Page, PageRequest } from "./services/directory.js";
export type { EntityRunner, EntityVersion, SetPlan } from "./services/entity-runner.js";
export { type EventPage, type EventPlace, eventPageSize } from "./services/event-page.js";
export { leaveDeadCluster } from "./services/leave-dead-cluster.js";
export {
  type Delivery,
  MessageDelivery,
  type MessageInTransit,
} from "./services/message-delivery.js";
export {
  type ConsensusInput,
  NetworkService,
  type TransferInput,
} from "./services/network-service.js";
export {
  type ObserverInput,
  ObserverService,
  type ObserverSummary,
  type ObserverView,
} from "./services/observer-service.js";
export {
  type NewRegion,
  type RegionEvent,
  type RegionListing,
  RegionService,
  type RegionView,
  regionEvents,
} from "./services/region-service.js";
export type { Clock, ServiceParts } from "./services/service-parts.js";
export { expireSession, lifetimeEndMs } from "./services/session-lifetime.js";
export type { SampleView } from "./services/take-sample.js";
export { MemoryRunner, type OpListener } from "./workspace/memory-runner.js";
export {
  createWorkspace,
  Workspace,
  type WorkspaceOptions,
  workspaceTenant,
} from "./workspace/workspace.js";
