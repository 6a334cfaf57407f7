import type { InvalidKind, Millis, RawEvent, SseEvent } from '../events.ts';
import type { Frame } from '../transports/transport.ts';
import type { Debounce } from './debounce.ts';
import { decode, fieldType, isHeartbeatEvent, mayBeHeartbeat, type Parse, typeOf } from './decode.ts';
import type { Dedupe } from './dedupe.ts';
import { type Checked, type Schemas, validate } from './validate.ts';

/** How blocks came. */
export interface Arrival {
  /** The number of the request that brought them. */
  readonly attempt: number;
  readonly origin: 'stream' | 'poll';
  /** By the monotonic clock, and by the wall clock. */
  readonly at: Millis;
  readonly receivedAt: Millis;
  /** The block in hand cannot be a heartbeat by its payload: the text around it does not hold the word. */
  readonly isQuiet?: boolean;
}

/** A block. Polled events take the place of frames, decoded. */
export type Block = Omit<Frame, 'data'> & { readonly data: unknown };

/** Blocks that came together on one road. */
export interface Batch extends Arrival {
  readonly frames: readonly Block[];
}

/** Where the pipeline's outcomes go. */
export interface Outlet {
  deliver(event: SseEvent): void;
  heartbeat(receivedAt: Millis): void;
  invalid(raw: RawEvent, kind: InvalidKind, issues: readonly unknown[]): void;
  suppressed(event: SseEvent, by: 'dedupe' | 'debounce'): void;
  /** An event with an id nobody had seen was delivered: the connection is alive. */
  progressed(attempt: number): void;
  /** The client was closed while the event in hand was being looked at: nobody may be told of it. */
  isStale(): boolean;
  /** A function of the page threw. */
  report(error: unknown): void;
}

export interface PipelineOptions {
  readonly parse: Parse;
  readonly eventType: ((raw: RawEvent) => string) | { readonly field: string } | undefined;
  readonly schemas: Schemas | undefined;
  /** `false`: heartbeats are events like any other. */
  readonly isHeartbeat: ((raw: RawEvent) => boolean) | false;
  readonly dedupe: Dedupe | null;
  readonly debounce: Debounce | null;
}

/** heartbeat? → type → decode → validate → deduplicate → debounce → deliver. */
export interface Pipeline {
  /**
   * Takes one block. A schema that answers later gives a promise: wait for it, and call what it brings, before the
   * next block.
   */
  process(frame: Block, arrival: Arrival, at: Millis): PromiseLike<() => void> | undefined;
  /** Up to here events have been dispatched. */
  readonly lastEventId: string;
}

/** @param lastEventId - Where the stream is resumed from. */
export function createPipeline(options: PipelineOptions, outlet: Outlet, lastEventId: string): Pipeline {
  return new Line(options, outlet, lastEventId);
}

class Line implements Pipeline {
  readonly #options: PipelineOptions;
  readonly #outlet: Outlet;
  /** Nothing but the parser and the handlers is asked of an event: the common case, and the quick way. */
  readonly #isPlain: boolean;
  lastEventId: string;

  constructor(options: PipelineOptions, outlet: Outlet, lastEventId: string) {
    const { parse, eventType, isHeartbeat, schemas } = options;
    this.#options = options;
    this.#outlet = outlet;
    this.#isPlain = typeof parse === 'string' && !eventType && !schemas && isHeartbeat === isHeartbeatEvent;
    this.lastEventId = lastEventId;
  }

  process(frame: Block, arrival: Arrival, at: Millis): PromiseLike<() => void> | undefined {
    const { id, data, event = 'message' } = frame;
    const isJson = this.#options.parse === 'json';
    if (
      !this.#isPlain ||
      typeof data !== 'string' ||
      arrival.origin === 'poll' ||
      event === 'heartbeat' ||
      (!isJson && !arrival.isQuiet && mayBeHeartbeat(event, data))
    ) {
      return this.#ask({ event, data, id }, frame, arrival, at);
    }
    let decoded: unknown = data;
    if (isJson) {
      try {
        decoded = JSON.parse(data);
      } catch (error) {
        return void this.#invalid({ event, data, id }, 'parse', error);
      }
      // Asking the parsed payload is cheaper than searching every one for the word.
      if (typeOf(decoded) === 'heartbeat') return this.#ask({ event, data, id }, frame, arrival, at);
    }
    // No function of the page was asked, so nothing can have been closed meanwhile.
    if (id !== undefined) this.lastEventId = id;
    return void this.#tell(id, event, data, decoded, arrival, at);
  }

  /** The whole way: every function of the page that there is, is asked. */
  #ask(raw: RawEvent, frame: Block, arrival: Arrival, at: Millis): PromiseLike<() => void> | undefined {
    const { parse, eventType, isHeartbeat, schemas } = this.#options;
    const { event, data } = raw;
    const isPolled = arrival.origin === 'poll';
    let kind: InvalidKind = 'type';
    let type = event;
    let decoded = data;
    try {
      if (data === undefined && !isPolled) {
        if (!frame.oversize) return void this.#reached(raw.id);
        this.#invalid(raw, 'too-large', 'The event is over limits.maxEventBytes.');
        return undefined;
      }
      if (isHeartbeat && isHeartbeat(raw)) {
        if (this.#reached(raw.id)) this.#outlet.heartbeat(arrival.receivedAt);
        return undefined;
      }
      if (this.#outlet.isStale()) return undefined;
      if (!isPolled) {
        if (typeof eventType === 'function') type = eventType(raw);
        if (typeof type !== 'string') throw new TypeError('eventType gave no string.');
        if (this.#outlet.isStale()) return undefined;
        kind = 'parse';
        decoded = decode(parse, data as string);
        if (typeof eventType === 'object') type = fieldType(eventType.field, decoded, event);
      }
    } catch (error) {
      this.#invalid(raw, kind, error);
      return undefined;
    }
    if (this.#outlet.isStale()) return undefined;
    if (schemas) return this.#validated(schemas, raw, type, decoded, arrival, at);
    if (this.#reached(raw.id)) this.#tell(raw.id, type, data, decoded, arrival, at);
    return undefined;
  }

  #validated(
    schemas: Schemas,
    raw: RawEvent,
    type: string,
    data: unknown,
    arrival: Arrival,
    at: Millis,
  ): PromiseLike<() => void> | undefined {
    const settle = (checked: Checked): void => {
      if (!checked.ok) this.#invalid(raw, 'schema', ...checked.issues);
      else if (this.#reached(raw.id)) this.#tell(raw.id, type, raw.data, checked.value, arrival, at);
    };
    try {
      const checked = validate(schemas, type, data);
      if (!('then' in checked)) return void settle(checked);
      return checked.then(
        (result) => () => settle(result),
        (error) => () => this.#invalid(raw, 'schema', error),
      );
    } catch (error) {
      return void this.#invalid(raw, 'schema', error);
    }
  }

  /** `payload` is the data before decoding. */
  #tell(
    id: string | undefined,
    type: string,
    payload: unknown,
    data: unknown,
    { attempt, origin, receivedAt }: Arrival,
    at: Millis,
  ): void {
    const { dedupe, debounce } = this.#options;
    const event: SseEvent = { type, data, id, lastEventId: this.lastEventId, origin, receivedAt };
    const isNew = id && dedupe ? dedupe.admit(id, attempt) : undefined;
    if (isNew === false) return this.#outlet.suppressed(event, 'dedupe');
    if (!debounce || this.#isForNow(debounce, event, payload, at)) this.#outlet.deliver(event);
    if (isNew && origin === 'stream') this.#outlet.progressed(attempt);
  }

  #isForNow(debounce: Debounce, event: SseEvent, payload: unknown, at: Millis): boolean {
    try {
      // What was polled is compared as it was sent, too.
      return (
        debounce.push(event, event.origin === 'poll' ? JSON.stringify(payload) : payload, at) && !this.#outlet.isStale()
      );
    } catch (error) {
      // A `key` that throws must not cost the event.
      this.#outlet.report(error);
      return !this.#outlet.isStale();
    }
  }

  #invalid(raw: RawEvent, kind: InvalidKind, ...issues: readonly unknown[]): void {
    if (this.#reached(raw.id)) this.#outlet.invalid(raw, kind, issues);
  }

  /** The place in the stream moves with what is told of an event, and not before: a `close()` until then loses nothing. */
  #reached(id: string | undefined): boolean {
    if (this.#outlet.isStale()) return false;
    if (id !== undefined) this.lastEventId = id;
    return true;
  }
}
