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
export type { EntityOp, GroupOp } from "./entity/entity-op.js";
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
  DimensionFixedError,
  IdTakenError,
  LockedDownError,
  MemberNotFoundError,
  ObserverNotFoundError,
  RegionNotFoundError,
  SecondParentError,
  UnknownAggregationModeError,
  UserNotFoundError,
} from "./errors.js";
export { coordinationLimits, metaPrefix, userPrefix } from "./limits.js";
export type { GroupMessage } from "./messages/group-message.js";
export type { MessageId } from "./messages/message-ledger.js";
export { type OutgoingMessage, outboxOf } from "./messages/outbox-of.js";
export { holdVote, type VoteOutcome, type Voter } from "./network/hold-vote.js";
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
export type { Tally, Vote } from "./region/votes.js";
export { bindHost, type TenantedHost } from "./services/bind-host.js";
export {
  type ClusterListing,
  ClusterService,
  type ClusterView,
  type NewCluster,
} from "./services/cluster-service.js";
export type {
  CoordinationEvent,
  DriftDetectedEvent,
  RegionRealignedEvent,
  VoteRetractedEvent,
} from "./services/coordination-event.js";
export { deleteSession } from "./services/delete-session.js";
export type { Directory, DirectoryPlace, Page, PageRequest } from "./services/directory.js";
export type { EntityRunner, EntityVersion, SetPlan } from "./services/entity-runner.js";
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
  type SampleView,
} from "./services/observer-service.js";
export {
  type NewRegion,
  type RegionEvent,
  type RegionListing,
  RegionService,
  type RegionView,
} from "./services/region-service.js";
export type { Clock, ServiceParts } from "./services/service-parts.js";
export { MemoryRunner, type OpListener } from "./workspace/memory-runner.js";
export { createWorkspace, Workspace, type WorkspaceOptions } from "./workspace/workspace.js";
