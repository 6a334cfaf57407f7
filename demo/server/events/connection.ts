/**
 * One open stream: a cursor into the log and the response it is written to. It has no queue of its own, so a slow or
 * stalled reader costs no memory: what it has not been sent yet is simply still in the log.
 */
import type { ServerResponse } from 'node:http';
import type { EventLog, LoggedEvent } from './event-log.ts';
import { frameOf, heartbeatOf, isFor, type Subscription } from './subscription.ts';

/** Bytes waiting in a socket before its reader counts as slow and is left alone until it has drained. */
const HIGH_WATER_BYTES = 64 * 1024;
const BATCH = 200;

/** What a stream begins with. */
export interface Beginning {
  readonly sessionId: string;
  readonly subscription: Subscription;
  /** The reader has everything up to this id. */
  readonly from: number;
  /** Sent before anything else: events that are not stored. */
  readonly greeting: string;
}

/** A class, for there are many: methods are shared, and each costs a handful of fields. */
export class Connection {
  readonly sessionId: string;
  readonly subscription: Subscription;
  readonly #response: ServerResponse;
  /** Everything up to here has been sent, or was not for this reader. */
  cursor: number;
  /** The log has more than was sent: {@link catchUp} is needed. */
  isBehind = true;
  #greeting: string;
  #heldUntil = 0;
  #blockedSince = 0;

  constructor(response: ServerResponse, { sessionId, subscription, from, greeting }: Beginning) {
    this.#response = response;
    this.sessionId = sessionId;
    this.subscription = subscription;
    this.cursor = from;
    // A first byte at once: a client that counts bytes as life should not wait for the first event.
    this.#greeting = `:\n\n${greeting}`;
  }

  /** Since when its bytes have not been taken; 0 while they are. */
  get blockedSince(): number {
    return this.#blockedSince;
  }

  /** The socket is gone, whether or not anybody said so. */
  get isDead(): boolean {
    return this.#response.destroyed;
  }

  /** Sends events that are new to everybody, in order, as far as the socket takes them. */
  tell(events: readonly LoggedEvent[], now: number): void {
    if (this.isBehind) return;
    let text = '';
    for (const event of events) {
      if (event.id <= this.cursor) continue;
      if (text.length > HIGH_WATER_BYTES) {
        this.#response.write(text);
        text = '';
      }
      if (text === '' && !this.#mayWrite(now)) {
        this.isBehind = true;
        return;
      }
      this.cursor = event.id;
      if (isFor(event, this.subscription)) text += frameOf(event, this.subscription.kind);
    }
    if (text !== '') this.#response.write(text);
  }

  /** Sends what the log has behind the cursor, as far as the socket takes it. */
  catchUp(log: EventLog, now: number): void {
    while (this.#mayWrite(now)) {
      this.#greet(now);
      // Asked first: what another process writes meanwhile lies behind it.
      const head = log.head();
      const events = log.after(this.cursor, this.subscription.userId, BATCH);
      this.isBehind = false;
      this.tell(events, now);
      if (this.isBehind) return;
      if (events.length < BATCH) {
        this.cursor = Math.max(this.cursor, head);
        return;
      }
      this.isBehind = true;
    }
  }

  beat(now: number): void {
    if (this.#mayWrite(now)) this.#response.write(heartbeatOf(this.subscription.kind, this.cursor, now));
  }

  /** A comment, which is a sign of life and nothing else. */
  keepAlive(now: number): void {
    if (this.#mayWrite(now)) this.#response.write(':\n\n');
  }

  /** Nothing is written until the clock says `until`. */
  hold(until: number): void {
    this.#heldUntil = until;
  }

  /** Ends politely and says when to come back. */
  end(retryMs: number): void {
    this.#response.end(`retry: ${retryMs}\n\n`);
  }

  /** Cuts as a broken network would. */
  cut(): void {
    this.#response.destroy();
  }

  /** A first id comes with it, so that one who is cut off before the first event comes back to where it began. */
  #greet(now: number): void {
    if (this.#greeting === '') return;
    this.#response.write(this.#greeting + heartbeatOf(this.subscription.kind, this.cursor, now));
    this.#greeting = '';
  }

  #mayWrite(now: number): boolean {
    if (this.isDead || this.#response.writableEnded || now < this.#heldUntil) return false;
    if (this.#response.writableLength < HIGH_WATER_BYTES) {
      this.#blockedSince = 0;
      return true;
    }
    this.#blockedSince ||= now;
    return false;
  }
}
