import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dayMs } from "../calendar.js";
import { parseDateStamp } from "../date-stamp.js";
import type { RecallUnit } from "../recall-unit.js";

/** Categories of LoCoMo's questions; the fifth has no answer and is left out. */
export const locomoCategories = [1, 2, 3, 4] as const;

/** A conversation of LoCoMo (Maharana et al., ACL 2024) with its questions. */
export interface LocomoConversation {
  readonly units: readonly RecallUnit[];
  /** Characters of each unit as a reader sees it, with date, speaker and caption. */
  readonly renderedLengths: readonly number[];
  readonly questions: readonly LocomoQuestion[];
}

export interface LocomoQuestion {
  readonly text: string;
  readonly category: number;
  /** Places of the units that hold the answer. */
  readonly evidence: readonly number[];
}

interface RawTurn {
  readonly speaker: string;
  readonly dia_id: string;
  readonly text: string;
  readonly blip_caption?: string;
}

interface RawQuestion {
  readonly question: string;
  readonly category: number;
  readonly evidence?: readonly string[];
}

interface RawConversation {
  readonly conversation: Readonly<Record<string, string | readonly RawTurn[]>>;
  readonly qa: readonly RawQuestion[];
}

/** Reads `locomo/conversations.json` under a folder of evaluation data. */
export function readLocomo(folder: string): LocomoConversation[] {
  const file = join(folder, "locomo", "conversations.json");
  const raw = JSON.parse(readFileSync(file, "utf8")) as readonly RawConversation[];
  return raw.map(toConversation);
}

function toConversation({ conversation, qa }: RawConversation): LocomoConversation {
  const units: RecallUnit[] = [];
  const renderedLengths: number[] = [];
  const placeOf = new Map<string, number>();
  for (let sitting = 1; `session_${sitting}_date_time` in conversation; sitting++) {
    const date = String(conversation[`session_${sitting}_date_time`]);
    const timeMs = parseDateStamp(date);
    const turns = conversation[`session_${sitting}`] ?? [];
    if (timeMs === undefined) throw new Error(`cannot read the date "${date}"`);
    if (typeof turns === "string") throw new Error(`session ${sitting} holds no turns`);
    for (const { speaker, dia_id, text, blip_caption: caption } of turns) {
      placeOf.set(dia_id, units.length);
      const shared = caption === undefined ? "" : ` (shared a photo: ${caption})`;
      renderedLengths.push(`[${date}] ${speaker}: ${text}${shared}`.length);
      const captioned = caption === undefined ? {} : { caption };
      units.push({ text, speaker, sitting, day: timeMs / dayMs, ...captioned });
    }
  }
  const questions = qa
    .map((question) => toQuestion(question, placeOf))
    .filter(({ evidence, category }) => evidence.length > 0 && category !== 5);
  return { units, renderedLengths, questions };
}

/** An evidence string may hold several ids, and ids with leading zeros. */
function toQuestion(raw: RawQuestion, placeOf: ReadonlyMap<string, number>): LocomoQuestion {
  const ids = (raw.evidence ?? []).flatMap((text) => text.match(/D\d+:\d+/g) ?? []);
  const places = ids.map((id) => placeOf.get(id.replace(/:0+(\d)/, ":$1")));
  const evidence = [...new Set(places.filter((place) => place !== undefined))];
  return { text: raw.question, category: raw.category, evidence };
}
