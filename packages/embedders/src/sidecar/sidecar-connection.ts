import { once } from "node:events";
import { connect, type Socket } from "node:net";
import {
  EmbedderResponseError,
  EmbedderTimeoutError,
  EmbedderUnavailableError,
} from "../errors.js";
import { decodeVectors, encodeTexts } from "./embed-messages.js";
import { decodeDescription, type EmbedderDescription } from "./embedder-description.js";
import { decodeFailure } from "./failure-message.js";
import { type Frame, FrameReader, frameKinds, newFrame } from "./frame.js";
import { formatSidecarAddress, type SidecarAddress } from "./sidecar-address.js";
import { answerPayloadBytesMax } from "./sidecar-limits.js";

/** The connection broke while it held this request, which may be sent again on another. */
export class ConnectionLostError extends EmbedderUnavailableError {}

/** What a {@link SidecarConnection} tells its owner. */
export interface SidecarConnectionEvents {
  /** No new request may be sent: it broke, or the sidecar closes. Called once. */
  onRetire(): void;
  /** It is closed, and nothing is pending. Called once, after `onRetire`. */
  onEnd(): void;
}

interface PendingRequest {
  /** Reads the answer; throws what the request shall end with. */
  readonly settle: (frame: Frame) => void;
  readonly reject: (reason: unknown) => void;
}

/** The client's end of one connection to a sidecar, from its first answer to its end. */
export class SidecarConnection {
  readonly #socket: Socket;
  readonly #place: string;
  readonly #reader = new FrameReader(answerPayloadBytesMax);
  readonly #pending = new Map<number, PendingRequest>();
  readonly #events: SidecarConnectionEvents;
  #dimension = 0;
  #nextId = 1;
  #piecesReceived = 0;
  #isRetired = false;
  #failure: Error | undefined;

  private constructor(socket: Socket, address: SidecarAddress, events: SidecarConnectionEvents) {
    this.#socket = socket;
    this.#place = formatSidecarAddress(address);
    this.#events = events;
    // Whoever waits for an answer holds a timer; an idle connection keeps no process alive.
    socket.unref();
    socket.on("data", (piece: Buffer) => this.#receive(piece));
    socket.on("error", (error) => {
      this.#failure ??= error;
    });
    socket.once("close", () => this.#end());
  }

  /**
   * Connects.
   *
   * @throws {@link EmbedderUnavailableError} if nobody listens there; the signal's reason.
   */
  static async open(
    address: SidecarAddress,
    signal: AbortSignal,
    events: SidecarConnectionEvents,
  ): Promise<SidecarConnection> {
    const target = address.kind === "unix" ? { path: address.path } : address;
    const socket = connect({ ...target, noDelay: true, keepAlive: true });
    const connection = new SidecarConnection(socket, address, events);
    try {
      await once(socket, "connect", { signal });
      return connection;
    } catch (cause) {
      socket.destroy();
      if (signal.aborted) throw signal.reason;
      const reason = (cause as NodeJS.ErrnoException).code ?? "unknown reason";
      const place = formatSidecarAddress(address);
      throw new EmbedderUnavailableError(
        `no embedder sidecar answers on ${place} (${reason}): ` +
          `start one with \`semvec embedder --listen ${place}\``,
        { cause },
      );
    }
  }

  /** Whether new requests may be sent. */
  get isUsable(): boolean {
    return !this.#isRetired;
  }

  /** What the sidecar serves; vectors are checked against it from then on. */
  async describe(signal: AbortSignal): Promise<EmbedderDescription> {
    const id = this.#newId();
    const frame = newFrame(frameKinds.describe, id);
    const payload = await this.#request(id, frame, frameKinds.description, signal);
    const description = decodeDescription(payload);
    this.#dimension = description.dimension;
    return description;
  }

  /**
   * One vector per text, in order.
   *
   * @throws {@link ConnectionLostError} if the connection breaks; what its embedder threw;
   *   the signal's reason.
   */
  async embed(texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]> {
    const id = this.#newId();
    const payload = await this.#request(id, encodeTexts(id, texts), frameKinds.vectors, signal);
    try {
      return decodeVectors(payload, texts.length, this.#dimension);
    } catch (error) {
      // Whoever gives one wrong answer may give more.
      this.#socket.destroy();
      throw error;
    }
  }

  destroy(reason?: Error): void {
    this.#failure ??= reason;
    this.#socket.destroy();
  }

  #newId(): number {
    const id = this.#nextId;
    this.#nextId = (id + 1) >>> 0 || 1;
    return id;
  }

  async #request(id: number, frame: Buffer, answer: number, signal: AbortSignal): Promise<Buffer> {
    signal.throwIfAborted();
    if (this.#isRetired) throw this.#lost();
    const piecesBefore = this.#piecesReceived;
    let abandon = (): void => undefined;
    const answered = new Promise<Buffer>((resolve, reject) => {
      const settle = ({ kind, payload }: Frame): void => {
        if (kind === answer) resolve(payload);
        else if (kind === frameKinds.failure) reject(decodeFailure(payload));
        else throw new EmbedderResponseError(`the sidecar answered with a frame of kind ${kind}`);
      };
      this.#pending.set(id, { settle, reject });
      abandon = () => {
        reject(signal.reason);
        this.#giveUp(id, signal.reason, piecesBefore);
      };
    });
    signal.addEventListener("abort", abandon, { once: true });
    this.#socket.write(frame);
    try {
      return await answered;
    } finally {
      this.#pending.delete(id);
      signal.removeEventListener("abort", abandon);
    }
  }

  #giveUp(id: number, reason: unknown, piecesBefore: number): void {
    this.#pending.delete(id);
    // Not a word in all the time: whatever holds the other end, it is better left.
    const isSilent = this.#piecesReceived === piecesBefore;
    if (reason instanceof EmbedderTimeoutError && isSilent) this.#socket.destroy();
    else if (this.#socket.writable) this.#socket.write(newFrame(frameKinds.cancel, id));
  }

  #receive(piece: Buffer): void {
    this.#piecesReceived++;
    try {
      for (const frame of this.#reader.push(piece)) this.#handle(frame);
    } catch (error) {
      this.destroy(error as Error);
    }
  }

  #handle(frame: Frame): void {
    if (frame.kind === frameKinds.goodbye) {
      // Ends our side, which tells the sidecar that nothing more comes; answers still do.
      this.#socket.end();
      this.#retire();
      return;
    }
    if (frame.kind === frameKinds.failure && frame.requestId === 0) {
      throw decodeFailure(frame.payload);
    }
    // Nobody waits for the answer to a request that was cancelled.
    this.#pending.get(frame.requestId)?.settle(frame);
  }

  #retire(): void {
    if (this.#isRetired) return;
    this.#isRetired = true;
    this.#events.onRetire();
  }

  #end(): void {
    const error = this.#failure instanceof EmbedderResponseError ? this.#failure : this.#lost();
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
    this.#retire();
    this.#events.onEnd();
  }

  #lost(): ConnectionLostError {
    const reason = (this.#failure as NodeJS.ErrnoException | undefined)?.code ?? "closed";
    return new ConnectionLostError(
      `the connection to the embedder sidecar on ${this.#place} broke (${reason})`,
      { cause: this.#failure },
    );
  }
}
