import type { Socket } from "node:net";
import type { Embedder } from "../embedder.js";
import { EmbedderOverloadedError, EmbedderResponseError } from "../errors.js";
import { decodeTexts, encodeVectors } from "./embed-messages.js";
import { encodeDescription } from "./embedder-description.js";
import { encodeFailure } from "./failure-message.js";
import { type Frame, FrameReader, frameKinds, newFrame } from "./frame.js";
import { connectionTextsMax, requestPayloadBytesMax } from "./sidecar-limits.js";
import { TextBudget } from "./text-budget.js";

/** What a {@link ServedConnection} works with. */
export interface ServedConnectionParts {
  readonly embedder: Embedder;
  /** Texts of all connections. */
  readonly budget: TextBudget;
  /** Milliseconds that one frame may take to arrive. */
  readonly frameTimeoutMs: number;
  /** Milliseconds that answers may stay unread. */
  readonly unreadTimeoutMs: number;
}

/**
 * The sidecar's end of one connection. What makes no sense, or does not arrive in time, ends it;
 * answers leave in the order in which they are ready.
 */
export class ServedConnection {
  readonly #socket: Socket;
  readonly #parts: ServedConnectionParts;
  readonly #budget: TextBudget;
  readonly #reader = new FrameReader(requestPayloadBytesMax);
  readonly #underWay = new Map<number, AbortController>();
  #frameTimer: NodeJS.Timeout | undefined;
  #unreadTimer: NodeJS.Timeout | undefined;
  #isClosing = false;
  #clientHasEnded = false;

  /** @param socket - Opened with `allowHalfOpen`, so that goodbyes leave answers a way. */
  constructor(socket: Socket, parts: ServedConnectionParts) {
    this.#socket = socket;
    this.#parts = parts;
    this.#budget = new TextBudget(connectionTextsMax, parts.budget);
    socket.on("data", (piece: Buffer) => this.#receive(piece));
    socket.on("drain", () => this.#resume());
    socket.once("end", () => this.#onClientEnd());
    // "close" comes next, and is all that matters.
    socket.on("error", () => undefined);
    socket.once("close", () => this.#abandon());
    this.#awaitFrame();
  }

  /** Asks the client to send nothing new; it ends the connection when it has its answers. */
  sayGoodbye(): void {
    this.#isClosing = true;
    this.#send(newFrame(frameKinds.goodbye, 0));
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #receive(piece: Buffer): void {
    try {
      const frames = this.#reader.push(piece);
      for (const frame of frames) this.#handle(frame);
      if (frames.length > 0 || !this.#reader.isInFrame) this.#stopFrameTimer();
      if (this.#reader.isInFrame && this.#frameTimer === undefined) this.#awaitFrame();
    } catch (error) {
      this.#refuse(error);
    }
  }

  /** One word why, for a client of another release; nothing more of what it sends is read. */
  #refuse(error: unknown): void {
    this.#stopFrameTimer();
    this.#awaitFrame();
    this.#socket.removeAllListeners("data");
    this.#socket.resume();
    this.#socket.end(encodeFailure(0, error), () => this.destroy());
  }

  #handle({ kind, requestId, payload }: Frame): void {
    if (kind === frameKinds.describe) {
      this.#send(encodeDescription(requestId, this.#parts.embedder));
    } else if (kind === frameKinds.embed && requestId > 0 && !this.#underWay.has(requestId)) {
      void this.#embed(requestId, decodeTexts(payload));
    } else if (kind === frameKinds.cancel) {
      this.#underWay.get(requestId)?.abort();
    } else {
      throw new EmbedderResponseError(`no client sends a frame of kind ${kind} now`);
    }
  }

  async #embed(requestId: number, texts: readonly string[]): Promise<void> {
    if (!this.#budget.tryTake(texts.length)) {
      this.#send(encodeFailure(requestId, new EmbedderOverloadedError(tooManyTexts)));
      return;
    }
    const request = new AbortController();
    this.#underWay.set(requestId, request);
    const { signal } = request;
    let answer: Buffer;
    try {
      const vectors = await this.#parts.embedder.embed(texts, { signal });
      answer = encodeVectors(requestId, vectors);
    } catch (error) {
      answer = encodeFailure(requestId, error);
    }
    this.#underWay.delete(requestId);
    const release = (): void => this.#budget.release(texts.length);
    // Held until the client has taken the answer: one that does not read gets no more made.
    if (signal.aborted) release();
    else this.#send(answer, release);
    this.#endIfDone();
  }

  #send(frame: Buffer, onSent?: () => void): void {
    if (this.#socket.write(frame, onSent)) return;
    this.#socket.pause();
    this.#unreadTimer ??= setTimeout(() => this.destroy(), this.#parts.unreadTimeoutMs).unref();
  }

  #resume(): void {
    clearTimeout(this.#unreadTimer);
    this.#unreadTimer = undefined;
    this.#socket.resume();
  }

  #awaitFrame(): void {
    this.#frameTimer = setTimeout(() => this.destroy(), this.#parts.frameTimeoutMs).unref();
  }

  #stopFrameTimer(): void {
    clearTimeout(this.#frameTimer);
    this.#frameTimer = undefined;
  }

  /** After a goodbye the client waits for its answers; at any other time it is gone. */
  #onClientEnd(): void {
    if (!this.#isClosing) {
      this.destroy();
      return;
    }
    this.#clientHasEnded = true;
    this.#endIfDone();
  }

  #endIfDone(): void {
    if (this.#clientHasEnded && this.#underWay.size === 0) this.#socket.end();
  }

  #abandon(): void {
    this.#stopFrameTimer();
    clearTimeout(this.#unreadTimer);
    for (const request of this.#underWay.values()) request.abort();
  }
}

const tooManyTexts =
  "the sidecar holds as many texts as it may, of this connection or of all; try again later";
