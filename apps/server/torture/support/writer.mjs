const dimension = 8;
let number = 0;

/**
 * Writes to one session, one request after another, until it is stopped.
 *
 * @param targets where it may send: the URL is asked for anew for every request
 * @param repeats whether a write is sent again until its outcome is known; otherwise the writer
 *   ends at the first request that got no answer
 * @param onAcked called with the session and the texts of every acknowledged write
 */
export async function runWriter(options) {
  const { session, ledger, random, stop } = options;
  const send = sender(options);
  if (!(await create(send, session, ledger, stop))) return;
  while (!stop.requested) {
    const kind = random();
    if (kind < 0.15) {
      // Leaves an op but no memory: the message stays in the buffer.
      const outcome = await send("/v1/run", {
        session_id: session,
        message: `never stored ${++number}`,
        query_embedding: vector(random),
      });
      ledger.otherOp(session, outcome === "done");
      if (outcome === "gone") return;
      continue;
    }
    const turns = kind < 0.3 ? 3 : 1;
    const texts = Array.from({ length: turns * 2 }, () => `text ${++number}`);
    const body = turns === 1 ? turnOf(session, texts, random) : { turns: pairs(texts, random) };
    const path = turns === 1 ? "/v1/store" : `/v1/session/${session}/turns`;
    const write = ledger.sent(session, texts);
    for (;;) {
      const outcome = await send(path, body);
      if (outcome === "done") ledger.acked(write);
      if (outcome === "gone") return;
      if (outcome === "done" || !options.repeats) break;
      await pause(random);
      if (stop.requested) break;
      ledger.sentAgain(write);
    }
    if (write.outcome === "acked") await options.onAcked?.(session, texts);
  }
}

/** Sends a request; `done`, `unknown` (a 5xx or no answer), or `gone` (no answer, no repeats). */
function sender({ targets, repeats = false, onAnswer = () => {} }) {
  return async (path, body) => {
    const answer = await post(targets(), path, body);
    onAnswer(answer);
    if (answer === undefined) return repeats ? "unknown" : "gone";
    if (answer.status === 200) return "done";
    // A 503 promises nothing either way: like no answer at all, it leaves the outcome unknown.
    if (answer.status >= 502) return "unknown";
    throw new Error(`${path}: ${answer.status}: ${answer.body}`);
  };
}

/** Creating again changes nothing, so it may be repeated. */
async function create(send, session, ledger, stop) {
  while (!stop.requested) {
    const outcome = await send("/v1/session/create", { session_id: session, dimension });
    if (outcome === "done") ledger.created(session);
    if (outcome !== "unknown") return outcome === "done";
    await pause(Math.random);
  }
  return false;
}

/** A turn that stores two texts. */
export function turnOf(session, texts, random) {
  const [turn] = pairs(texts, random);
  return { session_id: session, ...turn };
}

/** Turns of two texts each, with vectors. */
export function pairs(texts, random) {
  return Array.from({ length: texts.length / 2 }, (_, i) => ({
    message: texts[2 * i],
    response: texts[2 * i + 1],
    message_embedding: vector(random),
    response_embedding: vector(random),
  }));
}

function vector(random) {
  return Array.from({ length: dimension }, () => random() - 0.5);
}

function pause(random) {
  return new Promise((resolve) => setTimeout(resolve, 20 + random() * 80));
}

/** The answer, or `undefined` when there was none: the outcome is then unknown. */
export async function post(url, path, body) {
  try {
    const answer = await fetch(url + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(60_000),
    });
    return {
      status: answer.status,
      retryAfter: answer.headers.get("retry-after"),
      body: await answer.text(),
    };
  } catch {
    return undefined;
  }
}

/** A session's texts in stored order, or what else was answered. */
export async function readTexts(url, session) {
  const answer = await fetch(`${url}/v1/session/${session}/export`, {
    signal: AbortSignal.timeout(60_000),
  });
  const body = await answer.json();
  if (answer.status === 404) return { status: 404, texts: [] };
  if (answer.status !== 200) return { status: answer.status, problem: JSON.stringify(body) };
  return { status: 200, texts: body.state_dict.content.memories.texts };
}
