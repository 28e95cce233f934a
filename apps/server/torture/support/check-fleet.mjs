import { replayTwice } from "./replay-twice.mjs";
import { startWorker } from "./worker-process.mjs";
import { readTexts } from "./writer.mjs";

/**
 * The end of a run on a fleet: every worker tells the same of every session and that is what was
 * promised; a new worker, which has only the log, tells the same; and every log is whole, replays
 * twice to the state of its snapshot, and is as long as was promised.
 */
export async function checkFleet(fleet, ledger) {
  const problems = [...fleet.problems()];
  const told = new Map();
  for (const session of ledger.sessions()) {
    const answers = [];
    for (const worker of fleet.workers) answers.push(await readState(worker.url, session));
    if (new Set(answers).size !== 1) problems.push(`${session}: the workers tell different states`);
    told.set(session, answers[0]);
    const { texts, status, problem } = await readTexts(fleet.workers[0].url, session);
    if (texts === undefined) problems.push(`${session}: export answered ${status}: ${problem}`);
    else problems.push(...ledger.check(session, texts));
  }
  const codes = await fleet.stopWorkers();
  if (codes.some((code) => code !== 0)) problems.push(`workers ended with ${codes}`);
  const { databaseUrl, folder } = fleet;
  const cold = await startWorker({ databaseUrl, folder });
  for (const [session, state] of told) {
    const isSame = (await readState(cold.url, session)) === state;
    if (!isSame) problems.push(`${session}: a cold replay tells another state`);
  }
  await cold.end("SIGTERM");
  const replays = await replayTwice(fleet.databaseUrl, ledger.sessions());
  for (const [session, ops] of replays.lengths) problems.push(...ledger.checkLength(session, ops));
  return { problems: [...problems, ...replays.problems], agreed: replays.agreed };
}

/** The exported session, whose checksum covers all of its content; or the status, if none. */
async function readState(url, session) {
  const answer = await fetch(`${url}/v1/session/${session}/export`);
  const text = await answer.text();
  return answer.status === 404 ? "none" : `${answer.status} ${text}`;
}
