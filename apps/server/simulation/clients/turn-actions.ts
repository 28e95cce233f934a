import type { IsolationLevel, SessionAnswer, SessionCommand } from "@semvec/core";
import type { Token } from "../world/history.js";
import { type Phrase, phrase } from "./phrases.js";
import type { SimClient } from "./sim-client.js";

/** Says something in a session, and hears the drift score; nothing when nobody answered. */
export async function run(
  client: SimClient,
  session: string,
  name: Phrase,
  atMs?: number,
): Promise<void> {
  const message = phrase(name, client.world.serial());
  const tokens = [client.token(session, message.text, { isAtomic: true })];
  const options = { tokens, ...(atMs !== undefined && { atMs }) };
  await client.command(session, (nowMs) => ({ kind: "run", message, nowMs }), options);
}

/** Answers what was said last. */
export async function reply(client: SimClient, session: string, name: Phrase): Promise<void> {
  const response = phrase(name, client.world.serial());
  const tokens = [client.token(session, response.text, { isAtomic: true })];
  await client.command(session, (nowMs) => ({ kind: "store", response, nowMs }), { tokens });
}

/** Stores a calm pair at once. */
export async function storePair(client: SimClient, session: string): Promise<void> {
  const message = phrase("calm", client.world.serial());
  const response = phrase("short", client.world.serial());
  const tokens = [client.token(session, message.text, { isAtomic: true })];
  await client.command(session, (nowMs) => ({ kind: "store", message, response, nowMs }), {
    tokens,
  });
}

/** A calm turn, then one that drifts; the reply may take the drift back. */
export async function driftEpisode(client: SimClient, session: string): Promise<void> {
  await run(client, session, "calm");
  await reply(client, session, "short");
  const isTangent = client.random.chance(0.5);
  await run(client, session, isTangent ? "tangent" : "change");
  if (client.random.chance(0.3)) await client.pause(2_000);
  await reply(client, session, isTangent ? "comeback" : "short");
}

/**
 * Stores a pair under an idempotency key, and insists: again after every silence, and at times
 * twice at once.
 */
export async function storeOnce(client: SimClient, session: string): Promise<void> {
  const serial = client.world.serial();
  const key = `key-${serial}`;
  const response = phrase("short", serial);
  const message = phrase("calm", serial);
  const token = client.token(session, response.text, { isAtomic: true, key });
  const command = (nowMs: number) => ({ kind: "store", message, response, nowMs }) as const;
  for (let attempt = 0; attempt < 6; attempt++) {
    const twins = client.random.chance(0.3) ? 2 : 1;
    const replies = await Promise.all(
      Array.from({ length: twins }, () => sendKeyed(client, session, { token, key, command })),
    );
    if (replies.some(({ outcome }) => outcome === "answered")) break;
    await client.pause(400);
  }
}

interface KeyedCommand {
  readonly token: Token;
  readonly key: string;
  readonly command: (nowMs: number) => SessionCommand;
}

const dayMs = 86_400_000;

async function sendKeyed(
  client: SimClient,
  session: string,
  { token, key, command }: KeyedCommand,
) {
  const { tenant, world } = client;
  const encode = (answer: unknown) => new TextEncoder().encode(JSON.stringify(answer));
  const fingerprint = encode(key);
  const sent = await client.send(
    "store under a key",
    async (_services, { host }, { nowMs }) => {
      const result = await host.execute(tenant, session, command(nowMs), {
        idem: {
          key,
          fingerprint,
          expiresAtMs: nowMs + dayMs,
          respond: (answer) => ({ status: 200, headers: {}, body: encode(answer) }),
        },
      });
      if (result.outcome === "executed") return encode(result.answer as SessionAnswer);
      return result.idem.body;
    },
    { tokens: [token] },
  );
  if (sent.value !== undefined) {
    world.history.keyedAnswers.push({ tenant, key, body: new TextDecoder().decode(sent.value) });
  }
  return sent;
}

/** Sets or lifts a lockdown. */
export async function lockDown(client: SimClient, session: string): Promise<void> {
  await isolate(client, session, client.random.chance(0.6) ? "LOCKDOWN" : "OPEN");
}

/** Sets how a session is isolated, with empty lists. */
export async function isolate(
  client: SimClient,
  session: string,
  level: IsolationLevel,
): Promise<void> {
  await client.command(session, (nowMs) => ({ kind: "set-isolation", level, nowMs }));
}

/** Wipes what was said. */
export async function reset(client: SimClient, session: string): Promise<void> {
  await client.command(session, (nowMs) => ({ kind: "reset", nowMs }));
}

/** Looks at a session and changes nothing. */
export async function look(client: SimClient, session: string): Promise<void> {
  await client.send("look", ({ parts }) =>
    parts.runner.read(session, (state) => state?.session.seq ?? 0),
  );
}
