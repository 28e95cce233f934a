import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { LiteralNotFoundError } from "../literals/errors.js";
import { Session } from "./session.js";
import { wordVector } from "./testing/word-vector.js";

/*
 * Sessions against a model that is small enough to be seen right: lists of texts and names, no
 * vectors, no tiers. `SEMVEC_PROPERTY_RUNS` and `SEMVEC_PROPERTY_COMMANDS` make the runs longer.
 */

const runs = Number(process.env["SEMVEC_PROPERTY_RUNS"] ?? 60);
const commandsMax = Number(process.env["SEMVEC_PROPERTY_COMMANDS"] ?? 60);

const dimension = 32;
const start = Date.UTC(2026, 0, 1);

/** What a session is, by the contract. */
interface Model {
  /** Texts of memories, in the order they were stored. */
  memories: string[];
  /** The message that waits for its response. */
  buffer: string | undefined;
  turns: number;
  literals: Map<string, string>;
  triggers: Set<string>;
  anchors: number;
  /** Texts so far: each is said once. */
  said: number;
}

interface Real {
  session: Session;
  nowMs: number;
}

type Command = fc.Command<Model, Real>;

/** No two share a word, so that none is a near duplicate of another. */
function nextText(model: Model): string {
  model.said += 1;
  return `alpha${model.said} beta${model.said} gamma${model.said}`;
}

const say = (text: string) => ({ text, vector: wordVector(text, dimension) });

/** A command that always may run, with its name for a failure's report. */
function command(name: string, act: (model: Model, real: Real) => void): Command {
  return {
    check: () => true,
    run(model, real) {
      real.nowMs += 60_000;
      act(model, real);
      compare(model, real.session);
    },
    toString: () => name,
  };
}

function compare(model: Model, session: Session): void {
  const metrics = session.metrics();
  expect(metrics.totalMemories).toBe(model.memories.length);
  expect(metrics.interactionCount).toBe(model.turns);
  expect(session.anchors().anchorCount).toBe(model.anchors);
  const held = session.searchLiterals().literals.map(({ key, value }) => [key, value]);
  expect(held.sort()).toEqual([...model.literals].sort());
}

/** A stored turn: what waited goes with it. */
function store(model: Model, response: string): void {
  if (model.buffer !== undefined) model.memories.push(model.buffer);
  model.memories.push(response);
  model.buffer = undefined;
  model.turns += 1;
}

const run = command("run", (model, { session, nowMs }) => {
  const text = nextText(model);
  const answer = session.run({ message: say(text), nowMs });
  expect(answer.topSimilarity).toBeGreaterThanOrEqual(0);
  // A message that nobody answered is replaced.
  model.buffer = text;
});

const runWithResponse = command("run with a response", (model, { session, nowMs }) => {
  const response = nextText(model);
  const text = nextText(model);
  session.run({ message: say(text), response: say(response), nowMs });
  store(model, response);
  model.buffer = text;
});

const storeResponse = command("store", (model, { session, nowMs }) => {
  const text = nextText(model);
  session.store({ response: say(text), nowMs });
  store(model, text);
});

const storeAgain = command("store again", (model, { session, nowMs }) => {
  const text = nextText(model);
  for (let times = 0; times < 2; times++) session.store({ response: say(text), nowMs });
  store(model, text);
});

const storeTurns = command("store turns", (model, { session, nowMs }) => {
  const pairs = [0, 1].map(() => [nextText(model), nextText(model)] as const);
  const turns = pairs.map(([m, r]) => ({ message: say(m), response: say(r) }));
  session.storeTurns(turns, { nowMs });
  model.memories.push(...pairs.flat());
  model.turns += turns.length;
});

const inject = command("inject", (model, { session, nowMs }) => {
  const text = nextText(model);
  session.injectMemory({ memory: say(text), nowMs });
  model.memories.push(text);
});

/** On the memory at a place, found by the words that it alone has. */
function onMemory(
  name: string,
  place: number,
  act: (model: Model, real: Real, target: { text: string; hash: string }) => void,
): Command {
  return command(`${name} ${place}`, (model, real) => {
    const text = model.memories[place % Math.max(1, model.memories.length)];
    if (text === undefined) return;
    const [best] = real.session.recall({ ...say(text), nowMs: real.nowMs }).memories;
    expect(best?.text).toBe(text);
    act(model, real, { text, hash: best?.memoryHash ?? "" });
  });
}

const forget = (place: number) =>
  onMemory("forget", place, (model, { session, nowMs }, { text, hash }) => {
    session.forgetMemory(hash, { nowMs });
    model.memories = model.memories.filter((it) => it !== text);
    const texts = session.recall({ ...say(text), nowMs }).memories.map((it) => it.text);
    expect(texts).not.toContain(text);
  });

const correct = (place: number) =>
  onMemory("correct", place, (model, { session, nowMs }, { text, hash }) => {
    const now = nextText(model);
    session.correctMemory({ memoryHash: hash, ...say(now), nowMs });
    expect(session.memory(hash)).toMatchObject({ text: now });
    model.memories = model.memories.map((it) => (it === text ? now : it));
  });

const putLiteral = (key: string) =>
  command(`put ${key}`, (model, { session, nowMs }) => {
    const value = nextText(model);
    session.putLiteral({ key, kind: "constant", value }, { nowMs });
    model.literals.set(key, value);
  });

const removeLiteral = (key: string) =>
  command(`remove ${key}`, (model, { session, nowMs }) => {
    const remove = () => session.removeLiteral(key, { nowMs });
    if (model.literals.delete(key)) remove();
    else expect(remove).toThrow(LiteralNotFoundError);
  });

const addTrigger = (keyword: string) =>
  command(`trigger ${keyword}`, (model, { session, nowMs }) => {
    model.triggers.add(keyword);
    const answer = session.addTrigger({ keyword, nowMs });
    expect(answer.triggerCount).toBe(model.triggers.size);
  });

const clearTriggers = command("clear triggers", (model, { session, nowMs }) => {
  model.triggers.clear();
  expect(session.clearTriggers({ nowMs }).triggerCount).toBe(0);
});

const addAnchor = command("anchor", (model, { session, nowMs }) => {
  model.anchors += 1;
  session.addAnchor({ vector: say(nextText(model)).vector, nowMs });
});

const reset = command("reset", (model, { session, nowMs }) => {
  session.reset({ nowMs });
  Object.assign(model, { memories: [], buffer: undefined, turns: 0, literals: new Map() });
});

const restore = command("snapshot and restore", (_, real) => {
  const hash = real.session.stateHash();
  real.session = Session.restore(real.session.snapshot());
  expect(real.session.stateHash()).toBe(hash);
});

const move = command("export and import", (_, real) => {
  const { session, nowMs } = real;
  const stateDict = JSON.parse(JSON.stringify(session.export()));
  real.session = Session.fromStateDict(session.id, stateDict, { nowMs });
});

const key = fc.constantFrom("iban", "host", "port");
const place = fc.nat({ max: 400 });
const commands = fc.commands<Model, Real>(
  [
    fc.constant(run),
    fc.constant(runWithResponse),
    fc.constant(storeResponse),
    fc.constant(storeAgain),
    fc.constant(storeTurns),
    fc.constant(inject),
    place.map(forget),
    place.map(correct),
    key.map(putLiteral),
    key.map(removeLiteral),
    fc.constantFrom("refund", "parcel").map(addTrigger),
    fc.constant(clearTriggers),
    fc.constant(addAnchor),
    fc.constant(reset),
    fc.constant(restore),
    fc.constant(move),
  ],
  { maxCommands: commandsMax, size: "max" },
);

const roomy = { shortTerm: 1_000, mediumTerm: 1_000, longTerm: 1_000 };

test("a session is what the model says, whatever is done to it", () => {
  fc.assert(
    fc.property(commands, (drawn) => {
      const setup = () => ({
        model: {
          memories: [],
          buffer: undefined,
          turns: 0,
          literals: new Map(),
          triggers: new Set<string>(),
          anchors: 0,
          said: 0,
        } satisfies Model as Model,
        real: {
          session: Session.create("s", { dimension, capacities: roomy }, { nowMs: start }),
          nowMs: start,
        },
      });
      fc.modelRun(setup, drawn);
    }),
    { numRuns: runs },
  );
});
