import type { FromWire, ParsedRequestOf } from "@semvec/contract";

/** The request that brings what it stores; its memories name it. */
export interface RequestOrigin {
  readonly requestId?: string | undefined;
}

/** What the routes of sessions pass on: their requests, checked, in camelCase. */
export type RunInput = FromWire<ParsedRequestOf<"run">["body"]> & RequestOrigin;
export type StoreInput = FromWire<ParsedRequestOf<"store">["body"]> & RequestOrigin;
export type StoreTurnsInput = FromWire<ParsedRequestOf<"storeTurns">["body"]> & RequestOrigin;
export type RecallInput = FromWire<ParsedRequestOf<"recall">["body"]>;
export type CreateInput = FromWire<ParsedRequestOf<"createSession">["body"]>;
export type ImportInput = FromWire<ParsedRequestOf<"importSession">["body"]>;
export type ContextInput = FromWire<ParsedRequestOf<"stateContext">["query"]>;
export type TriggerInput = FromWire<ParsedRequestOf<"addTrigger">["body"]>;
export type AnchorInput = FromWire<ParsedRequestOf<"addAnchor">["body"]>;
export type IsolationInput = FromWire<ParsedRequestOf<"setIsolation">["body"]>;
export type InjectInput = FromWire<ParsedRequestOf<"injectMemory">["body"]> & RequestOrigin;
export type CorrectInput = FromWire<ParsedRequestOf<"correctMemory">["body"]>;
export type PurgeInput = FromWire<ParsedRequestOf<"purgeSession">["body"]>;
export type VerifyInput = FromWire<ParsedRequestOf<"verifySession">["body"]>;
export type EntityInput = FromWire<ParsedRequestOf<"putEntity">["body"]>;
export type EntitySearchInput = FromWire<ParsedRequestOf<"listEntities">["query"]>;
export type ExtractInput = FromWire<ParsedRequestOf<"extractFacts">["body"]>;

/** Where a page of the directory begins: after this entry. */
export interface PageAfter {
  readonly createdAtMs: number;
  readonly entity: string;
}
