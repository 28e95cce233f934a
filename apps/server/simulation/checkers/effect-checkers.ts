import type { EntityOp } from "@semvec/coordination";
import type { SessionOp } from "@semvec/core";
import type { Evidence } from "./evidence.js";

/** Texts that an op brought into its session. */
function textsOf(op: EntityOp): string[] {
  const session = op.kind === "published" ? op.session : (op as SessionOp);
  if (session.kind === "ran") {
    return [session.message.text, ...(session.response ? [session.response.text] : [])];
  }
  if (session.kind !== "stored") return [];
  return session.turns.flatMap(({ message, response }) =>
    [message, response].flatMap((it) => (it === undefined ? [] : [it.text])),
  );
}

function countTexts({ logs }: Evidence): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { tenant, entity, entries } of logs.all) {
    for (const { op } of entries) {
      for (const text of textsOf(op)) {
        const name = `${tenant}/${entity}/${text}`;
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
    }
  }
  return counts;
}

/** What was answered took place once; what was refused, not at all; else at most once. */
export function* requestsTakeEffectOnce(evidence: Evidence) {
  const counts = countTexts(evidence);
  for (const { tenant, entity, text, isAtomic, key, requests } of evidence.history.tokens) {
    if (key !== undefined) continue;
    const count = counts.get(`${tenant}/${entity}/${text}`) ?? 0;
    const outcomes = requests.map(({ outcome }) => outcome);
    if (count > 1) yield `${entity}: "${text}" took effect ${count} times`;
    if (outcomes.includes("answered") && count === 0) yield `${entity}: "${text}" is lost`;
    const isRefused = isAtomic && outcomes.every((outcome) => outcome === "refused");
    if (isRefused && count > 0) yield `${entity}: "${text}" was refused and took effect`;
  }
}

/** However often a request is sent under a key, it has one effect, and one answer. */
export function* keysHaveOneEffect(evidence: Evidence) {
  const counts = countTexts(evidence);
  const { tokens, keyedAnswers } = evidence.history;
  for (const { tenant, entity, text, key, requests } of tokens) {
    if (key === undefined) continue;
    const count = counts.get(`${tenant}/${entity}/${text}`) ?? 0;
    const isAnswered = requests.some(({ outcome }) => outcome === "answered");
    if (count > 1) yield `${entity}: ${key} took effect ${count} times`;
    if (isAnswered && count === 0) yield `${entity}: ${key} was answered and is lost`;
    const bodies = keyedAnswers.filter((it) => it.tenant === tenant && it.key === key);
    const different = new Set(bodies.map(({ body }) => body)).size;
    if (different > 1) yield `${entity}: ${key} was answered in ${different} ways`;
  }
}
