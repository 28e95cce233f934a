const dimension = 8;
let number = 0;

/** Writes to one session, one request after another, until the server is gone. */
export async function runWriter({ url, session, ledger, random, stop }) {
  const created = await post(url, "/v1/session/create", { session_id: session, dimension });
  if (created?.status !== 200) return;
  while (!stop.requested) {
    const kind = random();
    if (kind < 0.15) {
      // Leaves an op but no memory: the message stays in the buffer.
      const answer = await post(url, "/v1/run", {
        session_id: session,
        message: `never stored ${++number}`,
        query_embedding: vector(random),
      });
      if (answer === undefined) return;
      continue;
    }
    const turns = kind < 0.3 ? 3 : 1;
    const texts = Array.from({ length: turns * 2 }, () => `text ${++number}`);
    const write = ledger.sent(session, texts);
    const answer =
      turns === 1
        ? await post(url, "/v1/store", {
            session_id: session,
            message: texts[0],
            response: texts[1],
            message_embedding: vector(random),
            response_embedding: vector(random),
          })
        : await post(url, `/v1/session/${session}/turns`, { turns: pairs(texts, random) });
    if (answer === undefined) return;
    // A 503 promises nothing either way: like no answer at all, it leaves the outcome unknown.
    if (answer.status === 200) ledger.acked(write);
    else if (answer.status !== 503) throw new Error(`${answer.status}: ${answer.body}`);
  }
}

function pairs(texts, random) {
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

/** The answer, or `undefined` when there was none: the outcome is then unknown. */
async function post(url, path, body) {
  try {
    const answer = await fetch(url + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: await answer.text() };
  } catch {
    return undefined;
  }
}
