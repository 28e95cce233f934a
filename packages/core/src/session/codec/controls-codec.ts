import type { FieldReader } from "../../codec/field-reader.js";
import { type Anchors, addAnchor, noAnchors } from "../../controls/anchors.js";
import { controlLimits } from "../../controls/control-limits.js";
import {
  type IsolationPolicy,
  isolationLevels,
  resolveIsolationPolicy,
} from "../../controls/isolation-policy.js";
import { addTrigger, noTriggers, type Trigger } from "../../controls/trigger-set.js";
import { CoreError } from "../../errors.js";
import type { Direction } from "../../vector/direction.js";
import { heldBytes } from "../judge-turn.js";
import type { SessionConfig } from "../session-config.js";
import type { SessionControls } from "../session-controls.js";
import type { HeldTurn } from "../session-op.js";
import { readHeldTurn, writeTurn } from "./utterance-codec.js";

/** The controls as they are written. */
export function writeControls(controls: SessionControls): object {
  const { isolation } = controls;
  return {
    ...controls,
    isolation: { ...isolation, quarantine: isolation.quarantine.map(writeTurn) },
  };
}

/** @throws CodecError */
export function readControls(reader: FieldReader, config: SessionConfig): SessionControls {
  const { dimension, memoryBytesMax } = config;
  const { triggerCountMax } = controlLimits;
  const triggers = reader.maps("triggers", triggerCountMax, (it) => readTrigger(it, dimension));
  const anchors = readDirections(reader, "anchors", controlLimits.anchorCountMax, dimension);
  return {
    triggers: checked(reader, "triggers", () => triggers.reduce(addTrigger, noTriggers)),
    anchors: checked(reader, "anchors", () => anchors.reduce<Anchors>(addAnchor, noAnchors)),
    isolation: reader.map("isolation", (it) => ({
      ...readPolicy(it, dimension),
      quarantine: readQuarantine(it, dimension, memoryBytesMax),
      droppedCount: it.integer("droppedCount"),
    })),
  };
}

function readQuarantine(reader: FieldReader, dimension: number, bytesMax: number): HeldTurn[] {
  const turns = reader.maps("quarantine", controlLimits.heldTurnCountMax, (turn) =>
    readHeldTurn(turn, dimension),
  );
  const isEmpty = turns.some((it) => it.message === undefined && it.response === undefined);
  if (isEmpty) throw reader.error("quarantine", "a turn says nothing");
  const bytes = turns.reduce((sum, turn) => sum + heldBytes(turn), 0);
  if (bytes > bytesMax) throw reader.error("quarantine", `more bytes than ${bytesMax}`);
  return turns;
}

/** @throws CodecError */
export function readTrigger(reader: FieldReader, dimension?: number): Trigger {
  return {
    ...reader.optional("keyword", (name) => reader.text(name, controlLimits.keywordLengthMax)),
    ...reader.optional("direction", (name) => reader.direction(name, dimension)),
    threshold: reader.number("threshold", { min: -1, max: 1 }),
  };
}

/** @throws CodecError */
export function readPolicy(reader: FieldReader, dimension?: number): IsolationPolicy {
  const { exclusionCountMax, allowedCountMax } = controlLimits;
  const input = {
    level: reader.oneOf("level", isolationLevels),
    exclusions: readDirections(reader, "exclusions", exclusionCountMax, dimension),
    allowed: readDirections(reader, "allowed", allowedCountMax, dimension),
    threshold: reader.number("threshold", { min: -1, max: 1 }),
  };
  return checked(reader, "threshold", () => resolveIsolationPolicy(input));
}

function readDirections(
  reader: FieldReader,
  name: string,
  countMax: number,
  dimension?: number,
): Direction[] {
  return reader.list(name, countMax).map((item) => {
    const isDirection = item instanceof Int8Array && item.some((code) => code !== 0);
    if (isDirection && (dimension === undefined || item.length === dimension)) return item;
    throw reader.error(name, "expected directions of the session's dimension");
  });
}

/** What a constructor refuses is not what anybody wrote. */
function checked<T>(reader: FieldReader, name: string, build: () => T): T {
  try {
    return build();
  } catch (error) {
    if (error instanceof CoreError) throw reader.error(name, error.message);
    throw error;
  }
}
