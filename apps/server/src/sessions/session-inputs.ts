import type { FromWire, ParsedRequestOf } from "@semvec/contract";

/** What the routes of sessions pass on: their requests, checked, in camelCase. */
export type RunInput = FromWire<ParsedRequestOf<"run">["body"]>;
export type StoreInput = FromWire<ParsedRequestOf<"store">["body"]>;
export type StoreTurnsInput = FromWire<ParsedRequestOf<"storeTurns">["body"]>;
export type RecallInput = FromWire<ParsedRequestOf<"recall">["body"]>;
export type CreateInput = FromWire<ParsedRequestOf<"createSession">["body"]>;
export type ImportInput = FromWire<ParsedRequestOf<"importSession">["body"]>;
export type ContextInput = FromWire<ParsedRequestOf<"stateContext">["query"]>;

/** Where a page of the directory begins: after this entry. */
export interface PageAfter {
  readonly createdAtMs: number;
  readonly entity: string;
}
