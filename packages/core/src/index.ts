export { sha256Hex } from "./codec/sha256.js";
export { cutAtWord } from "./context/cut-at-word.js";
export { estimateTokens, type TokenCounter } from "./context/token-counter.js";
export { anchorDriftThreshold } from "./controls/anchors.js";
export { controlLimits, defaultMatchThreshold } from "./controls/control-limits.js";
export { LimitExceededError } from "./controls/errors.js";
export { type IsolationLevel, isolationLevels } from "./controls/isolation-policy.js";
export type { CosineProfile, CosineStatistics } from "./drift/cosine-profile.js";
export { type DriftPhase, driftDecisionScore, driftWarningScore } from "./drift/drift-phase.js";
export {
  CodecError,
  CoreError,
  type CoreErrorCode,
  DimensionMismatchError,
  InvalidArgumentError,
  InvalidStateDictError,
  InvalidVectorError,
  MemoryNotFoundError,
  PurgeOutdatedError,
  SessionConflictError,
  SessionNotFoundError,
  SessionReembeddedError,
} from "./errors.js";
export { capMarkRuns } from "./lexical/cap-mark-runs.js";
export {
  LiteralCacheFullError,
  LiteralNotFoundError,
  UnknownLiteralKindError,
} from "./literals/errors.js";
export { extractFacts } from "./literals/facts/extract-facts.js";
export { type ExtractedFact, type FactKind, factKinds } from "./literals/facts/extracted-fact.js";
export {
  type Literal,
  type LiteralInput,
  type LiteralKind,
  literalKinds,
} from "./literals/literal.js";
export type { LiteralSearch } from "./literals/literal-cache.js";
export { literalLimits } from "./literals/literal-limits.js";
export type { Decision, LogPosition, Machine } from "./machine/machine.js";
export type { Memory, MemoryOrigin, Role, Tier, TurnPart } from "./memory/memory.js";
export {
  defaultMemoryBytesMax,
  defaultTierCapacities,
  type TierCapacities,
  textLengthMax,
  tierCapacityMax,
} from "./memory/memory-limits.js";
export type { Phase } from "./phase/phase-state.js";
export type { RecallReason } from "./recall/recall-query.js";
export { type DenseWeights, useLiteDenseWeights } from "./recall/recall-weights.js";
export type { Histories } from "./session/histories.js";
export { listMemories, type MemoryListing, type MemoryPage } from "./session/list-memories.js";
export {
  earlierFilters,
  FilteredReplay,
  type PurgedReplay,
  type ReplayFilter,
} from "./session/purge/filtered-replay.js";
export { checkPurgeFilter, type PurgeFilter } from "./session/purge/purge-filter.js";
export {
  type Realignment,
  realignmentShare,
  realignmentTurnCountMax,
  realignmentTurns,
} from "./session/realignment.js";
export {
  type RerankedRecallInput,
  type Reranker,
  recallReranked,
  rerankDepthDefault,
  rerankDepthMax,
} from "./session/recall-reranked.js";

export {
  type DroppedVectors,
  type EmbedderTraits,
  hasUnembedded,
  type ReembedCommand,
  textsToEmbed,
} from "./session/reembed.js";
export { Session } from "./session/session.js";
export type {
  AddLiteralsAnswer,
  AnchorAnswer,
  CorrectAnswer,
  CreateAnswer,
  DoneAnswer,
  ForgetAnswer,
  InjectAnswer,
  IsolationAnswer,
  LiteralAnswer,
  PurgeAnswer,
  RealignAnswer,
  RecallAnswer,
  RecalledMemory,
  ReembedAnswer,
  ReleaseAnswer,
  RunAnswer,
  SessionAnswer,
  SessionAnswers,
  StoreAnswer,
  TriggerAnswer,
} from "./session/session-answer.js";
export {
  type AddAnchorCommand,
  type AddLiteralsCommand,
  type AddTriggerCommand,
  type ClearTriggersCommand,
  type ControlCommand,
  type CorrectMemoryCommand,
  type CreateCommand,
  commandLimits,
  type DeleteCommand,
  type ForgetMemoryCommand,
  type ImportCommand,
  type InjectMemoryCommand,
  type PurgeCommand,
  type PutLiteralCommand,
  type ReleaseQuarantineCommand,
  type RemoveLiteralCommand,
  type ResetCommand,
  type RunCommand,
  type SessionCommand,
  type SetIsolationCommand,
  type StoreCommand,
  type StoreTurnsCommand,
  type TurnInput,
  type UtteranceInput,
} from "./session/session-command.js";
export {
  defaultDimension,
  type EmbedderCosines,
  type Metadata,
  type MetadataValue,
  type PolicyVectorOptions,
  type SessionConfig,
  type SessionOptions,
  sessionLimits,
} from "./session/session-config.js";
export { measureDeviation, probeSession, type SessionProbe } from "./session/session-deviation.js";
export { type SessionMachine, sessionMachine } from "./session/session-machine.js";
export type { SessionOp } from "./session/session-op.js";
export type { SessionState } from "./session/session-state.js";
export {
  type AnchorReading,
  type ContextListing,
  type ContextMemory,
  findMemory,
  listContext,
  type RecallInput,
  readAnchors,
  recall,
  type SessionMetrics,
  sessionMetrics,
} from "./session/session-views.js";
export { type StateDict, writeStateDict } from "./session/state-dict.js";
export type {
  RealignBegunOp,
  RealignCommand,
  SteerCommand,
  SteeredOp,
  SteeringCommand,
  SteeringOp,
} from "./session/steering.js";
export {
  cosineSimilarity,
  type Direction,
  toDirection,
  toUnitVector,
  vectorComponentMax,
} from "./vector/direction.js";
