/** A point or a span of time in milliseconds. */
export type Millis = number;

/** What a page may call to stop listening. Calling it twice does nothing more. */
export type Unsubscribe = () => void;

/** One block of the stream as the server sent it, before decoding. Polled events have `data` as `toEvents` gave it. */
export interface RawEvent {
  /** The `event:` field, `message` when there was none. */
  readonly event: string;
  /** The `data:` lines joined with line feeds; for a polled event, whatever `toEvents` put there. */
  readonly data: unknown;
  /** The `id:` field of this very block; `undefined` when it had none. */
  readonly id: string | undefined;
}

/** One event as handlers receive it. */
export interface SseEvent<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
  /** The id this event itself carried; `undefined` when it carried none. */
  readonly id: string | undefined;
  /** As in the DOM's `MessageEvent`: the id the stream has reached with this event. */
  readonly lastEventId: string;
  /** Which road it came on. */
  readonly origin: 'stream' | 'poll';
  /** When its last byte was read: milliseconds since the epoch. */
  readonly receivedAt: Millis;
}

/** The events of `Events` as a union, each with its own name and data. */
export type AnySseEvent<Events extends object> = {
  [Type in keyof Events & string]: SseEvent<Type, Events[Type]>;
}[keyof Events & string];

/** Where the connection stands, in one word. See the table in the README for what happens next in each. */
export type Phase =
  | 'idle'
  | 'connecting'
  | 'open'
  | 'waiting'
  | 'polling'
  | 'suspended'
  | 'paused'
  | 'failed'
  | 'closed';

/** Why the client is paused: the page is hidden, frozen by the browser, or gone (left, perhaps kept in the back-forward cache). */
export type PauseReason = 'hidden' | 'frozen' | 'gone';

/** Why a request is made; given to `headers`. */
export type RequestReason = 'connect' | 'reconnect' | 'unauthorized' | 'poll' | 'probe';

/** Why an event was not delivered. */
export type InvalidKind = 'parse' | 'schema' | 'type' | 'too-large' | 'poll';

/** Why continuity is not certain. `no-id`: the stream came back and there was no id to resume from. `id-mismatch`: the server resumed elsewhere than asked. */
export type ResyncReason = 'no-id' | 'id-mismatch';
