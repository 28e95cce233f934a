import type { CommitSetRow } from "../engine/engine-rows.js";
import { IndeterminateError } from "../engine/indeterminate-error.js";
import { InvalidCommitError } from "../errors.js";
import type { Connections } from "./connections.js";
import {
  beginAgain,
  beginEntities,
  dropSnapshots,
  endEntities,
  explainLosers,
  freeExpiredKeys,
  insertKeys,
  insertOps,
  insertOutbox,
} from "./group-statements.js";
import { type PendingRow, type PendingSet, rowsOf, type SetVerdict } from "./pending-set.js";
import type { Statement } from "./pipeline.js";
import type { Transaction } from "./transaction.js";
import { isContention, isRejection, sqlState, translateError } from "./translate-error.js";

/** Statements that serve one purpose, and how many rows they have to return for the group. */
interface Step {
  readonly statements: readonly Statement[];
  readonly rows?: number;
  /** Set when too few rows are the caller's fault, and not a lost race. */
  readonly rule?: string;
}

/** Undoes a whole group: what one set met may concern the others. */
class GroupSpoilt extends Error {
  /** The error of a set that was alone; nothing when it lost a race. */
  readonly error: InvalidCommitError | undefined;

  constructor(error?: InvalidCommitError) {
    super("the group was rolled back");
    this.error = error;
  }
}

/**
 * Commits sets in one transaction: the ops first, for the log's primary key decides who wins, then
 * what hangs on the winners. Nothing of a loser is ever written, so nothing has to be cleaned up.
 * Nearly always all win, so the first attempt assumes it and is one message; when a statement then
 * writes fewer rows than it should, the server undoes it all, and the second attempt looks who won.
 * Sets that are contended begin with the second.
 *
 * Sets of one group share no entity and no key. A set of several rows comes alone: when one of its
 * rows loses, the transaction is rolled back.
 *
 * @returns a verdict for each set, in order
 * @throws IndeterminateError when the outcome is unknown; any other error: nothing was written
 */
export async function commitGroup(
  connections: Connections,
  sets: readonly PendingSet[],
  contended = false,
): Promise<SetVerdict[]> {
  try {
    if (!contended && (await commitAtOnce(connections, sets)))
      return sets.map(() => ({ outcome: "won" }));
    return await commitWinners(connections, sets);
  } catch (error) {
    const alone = sets.length === 1;
    if (error instanceof GroupSpoilt) {
      if (alone && error.error !== undefined) throw error.error;
      return sets.map(() => ({ outcome: "again" }));
    }
    if (!alone && (isContention(error) || isRejection(error))) {
      return sets.map(() => ({ outcome: "again" }));
    }
    throw error instanceof IndeterminateError ? error : translateError(error, subjectOf(sets));
  }
}

/** Commits all sets, or none: false when one of them did not get what it asked for. */
async function commitAtOnce(
  connections: Connections,
  sets: readonly PendingSet[],
): Promise<boolean> {
  const all = rowsOf(sets);
  const steps = [{ statements: [insertOps(all)], rows: all.length }, ...stepsOf(all, false)];
  const statements = steps.flatMap((step: Step) => {
    const { rows } = step;
    return rows === undefined ? step.statements : step.statements.map((it) => exactly(rows, it));
  });
  const transaction = await connections.begin();
  try {
    await transaction.runAndCommit(statements);
    return true;
  } catch (error) {
    await transaction.rollback();
    if (sqlState(error) === divisionByZero) return false;
    throw error;
  }
}

const divisionByZero = "22012";

/** The statement, which fails when it does not write so many rows. */
function exactly(rows: number, { text, values = [] }: Statement): Statement {
  return {
    text: `WITH written AS (${text}) SELECT 1 / (count(*) = ${rows})::int AS whole FROM written`,
    values,
  };
}

async function commitWinners(
  connections: Connections,
  sets: readonly PendingSet[],
): Promise<SetVerdict[]> {
  const transaction = await connections.begin();
  try {
    return await inTransaction(transaction, sets);
  } catch (error) {
    await transaction.rollback();
    throw error;
  }
}

async function inTransaction(
  transaction: Transaction,
  sets: readonly PendingSet[],
): Promise<SetVerdict[]> {
  const rows = rowsOf(sets);
  const [appended] = await transaction.run([insertOps(rows)]);
  const placed = new Set(appended?.rows.map(({ tenant, entity }) => placeOf(tenant, entity)));
  const isPlaced = (set: PendingSet | undefined, { entity }: CommitSetRow) =>
    placed.has(placeOf(set?.tenant, entity));
  const firstLost = sets.map((set) => set.rows.find((row) => !isPlaced(set, row)));
  const losers = sets.filter((_, index) => firstLost[index] !== undefined);
  const won = rowsOf(sets.filter((_, index) => firstLost[index] === undefined));

  const steps = won.length === 0 ? [] : stepsOf(won, sets.length === 1);
  if (losers.length > 0) steps.push({ statements: [explainLosers(losers)] });
  const results = (await runSteps(transaction, steps)).map((result, index) => {
    assertStep(steps[index], result, sets);
    return result;
  });
  if (won.length === 0) await transaction.rollback();
  else await transaction.commit();

  const reasons = losers.length === 0 ? undefined : results.at(-1)?.values();
  return firstLost.map((lost, index) => {
    if (lost === undefined) return { outcome: "won" };
    const reason = reasons?.next().value;
    // A set that was made earlier was made whole; a row that was placed just now is not it.
    const whole = sets[index]?.rows.every((row) => !isPlaced(sets[index], row)) ?? false;
    if (whole && reason?.["made"] === true) return { outcome: "won" };
    if (reason?.["used"] === true) return { outcome: "used" };
    return { outcome: "lost", entity: lost.entity };
  });
}

/**
 * What is written with the ops that won. A set that is alone may come because a key had expired
 * or an entity had ended: rare, so the others do not ask.
 */
function stepsOf(won: readonly PendingRow[], alone: boolean): Step[] {
  const keyed = won.filter(({ row }) => row.idem !== null);
  const begun = won.filter(({ row }) => row.genesis !== null);
  const ended = won.filter(({ row }) => row.tombstone);
  const telling = won.filter(({ row }) => row.outbox.length > 0);
  const steps: Step[] = [];
  if (keyed.length > 0) {
    const statements = [...(alone ? [freeExpiredKeys(keyed)] : []), insertKeys(keyed)];
    steps.push({ statements, rows: keyed.length });
  }
  if (begun.length > 0) {
    const statements = [...(alone ? [beginAgain(begun)] : []), beginEntities(begun)];
    steps.push({ statements, rows: begun.length, rule: "a genesis of an entity that lives" });
  }
  if (ended.length > 0) {
    const rule = "a tombstone of an entity that does not live";
    steps.push({ statements: [endEntities(ended)], rows: ended.length, rule });
    steps.push({ statements: [dropSnapshots(ended)] });
  }
  if (telling.length > 0) steps.push({ statements: [insertOutbox(telling)] });
  return steps;
}

/** Runs all steps in one round trip; returns the rows of each. */
async function runSteps(
  transaction: Transaction,
  steps: readonly Step[],
): Promise<(readonly Record<string, unknown>[])[]> {
  if (steps.length === 0) return [];
  const results = (await transaction.run(steps.flatMap(({ statements }) => statements))).values();
  return steps.map(({ statements }) => statements.flatMap(() => results.next().value?.rows ?? []));
}

function assertStep(
  step: Step | undefined,
  found: readonly unknown[],
  sets: readonly PendingSet[],
): void {
  if (step?.rows === undefined || step.rows === found.length) return;
  const names = sets.flatMap((set) => set.rows.map(({ entity }) => entity)).join(", ");
  const { rule } = step;
  throw new GroupSpoilt(
    rule === undefined ? undefined : new InvalidCommitError(`${rule}: ${JSON.stringify(names)}`),
  );
}

function subjectOf(sets: readonly PendingSet[]) {
  const [set] = sets;
  const entity = set?.rows[0]?.entity;
  return sets.length === 1 && set !== undefined && entity !== undefined
    ? { tenant: set.tenant, entity }
    : undefined;
}

function placeOf(tenant: unknown, entity: unknown): string {
  return JSON.stringify([tenant, entity]);
}
