/** Puts the parts of a client together: machine, roads, delivery, listeners. Decides nothing. */
import type { Begin, Notice, State } from '../core/model.ts';
import type { ClientState } from '../core/state.ts';
import type { SseEvent, Unsubscribe } from '../events.ts';
import type { Logger, UrlSource } from '../options.ts';
import type { PageSignals } from '../page/page.ts';
import type { Platform } from '../platform/platform.ts';
import type { ResolvedOptions } from '../resolve-options.ts';
import { createPoll, type Poll } from '../transports/poll.ts';
import type { Transport } from '../transports/transport.ts';
import { coreConfig } from './config.ts';
import { Delivery } from './delivery.ts';
import { createEmitter, type Emitter } from './emitter.ts';
import { type Hands, Machine } from './machine.ts';
import { type ClientMetrics, createMeter, type Meter } from './metrics.ts';
import { createRequests } from './requests.ts';
import { Roads } from './roads.ts';
import { createTeller, type Teller } from './teller.ts';

/** Where a runtime lives. */
export interface Hosts {
  readonly platform: Platform;
  readonly page: PageSignals;
  readonly transport: Transport;
}

export class Runtime implements Hands {
  readonly events: Emitter;
  readonly lifecycle: Emitter;
  readonly #hosts: Hosts;
  readonly #meter: Meter = createMeter();
  readonly #teller: Teller;
  readonly #delivery: Delivery;
  readonly #roads: Roads;
  readonly #poll: Poll | undefined;
  readonly #machine: Machine;
  /** Moves on at close(): whatever was on its way to people before must not reach them after (SPEC C2). */
  #generation = 0;
  readonly #signal: AbortSignal | undefined;
  #unwatch: Unsubscribe | null = null;
  #flushDue = false;

  constructor(url: UrlSource, options: ResolvedOptions<object>, hosts: Hosts) {
    this.#hosts = hosts;
    this.#signal = options.signal;
    const { platform, transport } = hosts;
    const { polling, limits, reconnect, logger, fetch = platform.fetch } = options;
    const generation = (): number => this.#generation;
    const state = (): State => this.#machine.state;
    const report = (error: unknown): void => platform.reportError(error);
    this.events = createEmitter(report, generation);
    this.lifecycle = createEmitter(report, generation);
    this.#teller = createTeller(this.lifecycle);
    const shared = { platform, meter: this.#meter, teller: this.#teller };
    const { events } = this;
    const progressed = (attempt: number): void => {
      if (state().failures > 0) this.#machine.post({ type: 'progressed', attempt });
    };
    this.#delivery = new Delivery(options, { ...shared, events, progressed }, generation);
    this.#poll = polling ? createPoll(polling, fetch, platform.wallNow) : undefined;
    this.#roads = new Roads({
      ...shared,
      url,
      pollUrl: polling ? polling.url : undefined,
      poll: this.#poll,
      transport,
      fetch,
      maxEventBytes: limits.maxEventBytes,
      shouldRetry: (error) => {
        try {
          return reconnect.shouldRetry?.(error) ?? error.willRetry;
        } catch (thrown) {
          // The status table stands.
          report(thrown);
          return error.willRetry;
        }
      },
      requests: createRequests(options, platform),
      delivery: this.#delivery,
      state,
      generation,
      post: (happening) => this.#machine.post(happening),
      machine: () => this.#machine,
    });
    if (logger) logTo(logger, this.lifecycle);
    this.#machine = new Machine(coreConfig(options), platform, options.lastEventId, this);
  }

  /** A client whose signal has been aborted is closed for good. */
  begin(type: 'connect' | 'reconnect'): void {
    if (!this.#signal?.aborted) this.#machine.post({ type, page: this.#hosts.page.read() });
  }

  readonly close = (): void => {
    this.#generation++;
    // Read first: what is dropped was not dispatched, so `connect()` must ask for it again.
    const { lastEventId } = this.#delivery;
    this.#delivery.drop();
    this.#teller.drop();
    this.#poll?.forget();
    this.#machine.post({ type: 'close', lastEventId });
  };

  iterate(types: readonly string[], signal: AbortSignal | undefined): AsyncIterableIterator<SseEvent> {
    return this.#delivery.iterate(types, signal);
  }

  metrics(): ClientMetrics {
    return this.#meter.read(this.#hosts.platform.now());
  }

  get clientState(): ClientState {
    return this.#machine.clientState;
  }

  get lastEventId(): string {
    return this.#delivery.lastEventId;
  }

  // ── the machine's hands ──

  send(effect: Begin): void {
    this.#roads.begin(effect);
  }

  abort(attempt: number): void {
    this.#roads.abort(attempt);
  }

  watch(on: boolean): void {
    this.#signal?.[on ? 'addEventListener' : 'removeEventListener']('abort', this.close);
    this.#unwatch?.();
    this.#unwatch = on ? this.#hosts.page.subscribe((page) => this.#machine.post({ type: 'page', page })) : null;
  }

  flush(): void {
    this.#flushDue = true;
  }

  changed(state: ClientState, previous: ClientState): void {
    this.#meter.phase(state.phase, this.#hosts.platform.now());
    this.#teller.queue('state', state, previous);
    this.#delivery.setEnding(state.phase === 'closed');
  }

  notice(notice: Notice): void {
    switch (notice.type) {
      case 'error':
        this.#meter.failure(notice.error.kind);
        return this.#teller.queue('error', notice.error);
      case 'retry':
        return this.#teller.queue('retry', { attempt: notice.attempt, delayMs: notice.delayMs, error: notice.error });
      case 'open':
        return this.#teller.queue('open', { attempt: notice.attempt, resumed: notice.resumed });
      case 'resync':
        if (notice.reason === 'id-mismatch') this.#delivery.startOver(this.#machine.state.stream?.attempt ?? 0);
        return this.#teller.queue('resync', { reason: notice.reason });
    }
  }

  settled(): void {
    // Handlers are called here and not from within an effect.
    if (this.#flushDue) {
      this.#flushDue = false;
      this.#delivery.flush();
    }
    this.#teller.flush();
  }
}

/** One line for each change of phase and each fault. As listeners, so that a logger that throws disturbs nothing. */
function logTo(logger: Logger, lifecycle: Emitter): void {
  lifecycle.on('state', ({ phase, attempt }: ClientState, previous: ClientState) => {
    if (phase !== previous.phase) logger.info(`holdfast: ${phase}`, { attempt });
  });
  lifecycle.on('error', ({ message }: Error) => logger.warn(`holdfast: ${message}`));
}
