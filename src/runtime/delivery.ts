/** From blocks to handlers: outbox, pipeline, debouncing and iterators of one client. */
import { createDebounce, type Debounce } from '../delivery/debounce.ts';
import { isHeartbeatEvent } from '../delivery/decode.ts';
import { createDedupe, type Dedupe } from '../delivery/dedupe.ts';
import { createPipeline, type Outlet, type Pipeline } from '../delivery/pipeline.ts';
import type { Schemas } from '../delivery/validate.ts';
import type { Millis, SseEvent } from '../events.ts';
import type { ResolvedOptions } from '../resolve-options.ts';
import { type Alarm, createAlarm } from './alarm.ts';
import { type Buffered, iterateEvents } from './iterator.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { type Audience, createOutlet } from './outlet.ts';

/** Delivers what the roads bring. */
export class Delivery {
  readonly #audience: Audience;
  readonly #generation: () => number;
  readonly #iteratorBuffer: number;
  readonly #outlet: Outlet;
  readonly #dedupe: Dedupe | null;
  readonly #debounce: Debounce | null;
  readonly #pipeline: Pipeline;
  /** Where blocks go in. */
  readonly outbox: Outbox;
  readonly #alarm: Alarm;
  readonly #iterators = new Set<Buffered<SseEvent>>();
  /** Which generation the event in hand belongs to: a function of the page may close the client while it is asked. */
  #taken: number;
  #armedFor: Millis | null = null;
  #ending = false;

  /** @param generation - Moves on at `close()`. */
  constructor(options: ResolvedOptions<object>, audience: Audience, generation: () => number) {
    const { dedupe, debounce, heartbeat, parse, eventType, schemas, limits, lastEventId } = options;
    const { platform } = audience;
    this.#audience = audience;
    this.#generation = generation;
    this.#iteratorBuffer = limits.iteratorBuffer;
    this.#taken = generation();
    this.#outlet = createOutlet(audience, () => generation() !== this.#taken);
    this.#dedupe = dedupe ? createDedupe(dedupe.size) : null;
    this.#debounce = debounce ? createDebounce(debounce, (event) => this.#outlet.suppressed(event, 'debounce')) : null;
    this.#pipeline = createPipeline(
      {
        parse,
        eventType,
        schemas: schemas as Schemas | undefined,
        isHeartbeat: heartbeat && (heartbeat.isHeartbeat ?? isHeartbeatEvent),
        dedupe: this.#dedupe,
        debounce: this.#debounce,
      },
      this.#outlet,
      lastEventId,
    );
    this.#alarm = createAlarm(platform, () => {
      this.#armedFor = null;
      this.#release((held) => held.due(platform.now()));
    });
    this.outbox = createOutbox(this.#createProcess(), platform, {
      onDrain: () => void (this.#taken = generation()),
      onIdle: () => this.#ending && this.#endIterators(),
    });
  }

  /** Up to here events have been dispatched. */
  get lastEventId(): string {
    return this.#pipeline.lastEventId;
  }

  /** Delivers what debouncing holds back. */
  flush(): void {
    this.#release((held) => held.flush());
  }

  /** `close()`: nothing that waits is delivered any more. */
  drop(): void {
    this.outbox.drop();
    this.#debounce?.flush();
    this.#setAlarm();
    this.#endIterators();
  }

  /** While no more events will come of themselves, iterators end as soon as what is under way has been delivered. */
  setEnding(ending: boolean): void {
    this.#ending = ending;
    if (ending && this.outbox.isIdle()) this.#endIterators();
  }

  /** The server counts anew from this connection on. What is still undelivered of earlier ones keeps its ids. */
  startOver(connection: number): void {
    this.#dedupe?.startOver(connection);
  }

  iterate(types: readonly string[], signal: AbortSignal | undefined): AsyncIterableIterator<SseEvent> {
    const buffered = iterateEvents(types, signal, this.#iteratorBuffer, this.#audience, () => {
      this.#iterators.delete(buffered);
    });
    this.#iterators.add(buffered);
    if (signal?.aborted) buffered.end();
    return buffered.iterator;
  }

  #createProcess(): Pipeline['process'] {
    const pipeline = this.#pipeline;
    const debounce = this.#debounce;
    if (!debounce) return pipeline.process.bind(pipeline);
    return (...block) => {
      const answer = pipeline.process(...block);
      // A `key` that closes the client must not leave a window behind.
      if (this.#generation() !== this.#taken) debounce.flush();
      this.#setAlarm();
      return answer;
    };
  }

  #release(held: (debounce: Debounce) => readonly SseEvent[]): void {
    if (!this.#debounce) return;
    // close() comes by here too, from within whatever is in hand: that must stay as stale as it is.
    const inHand = this.#taken;
    this.#taken = this.#generation();
    for (const event of held(this.#debounce)) if (!this.#outlet.isStale()) this.#outlet.deliver(event);
    this.#taken = inHand;
    this.#setAlarm();
  }

  #setAlarm(): void {
    const at = this.#debounce?.dueAt() ?? null;
    if (at !== this.#armedFor) this.#alarm.set(at);
    this.#armedFor = at;
  }

  #endIterators(): void {
    for (const { end } of this.#iterators) end();
  }
}
