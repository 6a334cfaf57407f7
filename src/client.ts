/// <reference lib="esnext.disposable" preserve="true" />
import type { ClientState } from './core/state.ts';
import type { AnySseEvent, SseEvent, Unsubscribe } from './events.ts';
import type { LifecycleEvents } from './lifecycle.ts';
import type { SseClientOptions, UrlSource } from './options.ts';
import { browserPage } from './page/browser-page.ts';
import { browserPlatform } from './platform/browser.ts';
import { resolveOptions } from './resolve-options.ts';
import type { ClientMetrics } from './runtime/metrics.ts';
import { Runtime } from './runtime/runtime.ts';
import { fetchStream } from './transports/fetch-stream.ts';

/** Receives the data of an event, and the event whole. */
export type EventListenerOf<Events extends object, Type extends keyof Events & string> = (
  data: Events[Type],
  event: SseEvent<Type, Events[Type]>,
) => void;

/** Where to listen to the client itself. */
export interface Lifecycle {
  on<Name extends keyof LifecycleEvents>(
    name: Name,
    listener: (...details: LifecycleEvents[Name]) => void,
  ): Unsubscribe;
  once<Name extends keyof LifecycleEvents>(
    name: Name,
    listener: (...details: LifecycleEvents[Name]) => void,
  ): Unsubscribe;
  off<Name extends keyof LifecycleEvents>(name: Name, listener: (...details: LifecycleEvents[Name]) => void): void;
}

/**
 * Keeps a page fed with server-sent events: every event once, in order, whatever happens to the connection.
 *
 * @typeParam Events - Event names and the type of their data. Inferred from `schemas` when not given; without either,
 * any name carries `unknown`.
 *
 * @example
 * const client = new SseClient<{ price: number }>('/prices', { headers: () => ({ Authorization: `Bearer ${token()}` }) });
 * client.on('price', (price) => show(price));
 * client.connect();
 */
export class SseClient<Events extends object = Record<string, unknown>> {
  /** Listens to the client itself: state, faults, retries, and events that were not delivered. */
  readonly lifecycle: Lifecycle;
  readonly #runtime: Runtime;

  /**
   * Connects to nothing yet: see {@link connect}.
   *
   * @throws TypeError for an option that is unknown or not allowed, saying what was given and what is allowed.
   */
  constructor(url: UrlSource, options: SseClientOptions<Events> = {}) {
    const resolved = resolveOptions(url, options);
    const { platform = browserPlatform, page = browserPage(), transport = fetchStream() } = resolved;
    this.#runtime = new Runtime(url, resolved as never, { platform, page, transport });
    this.lifecycle = this.#runtime.lifecycle as unknown as Lifecycle;
  }

  /** Connects, unless that has been done. On a client that failed or was closed it begins anew. */
  connect(): this {
    this.#runtime.begin('connect');
    return this;
  }

  /** Connects now, whatever is going on, with a fresh budget of attempts. */
  reconnect(): this {
    this.#runtime.begin('reconnect');
    return this;
  }

  /**
   * Ends everything, final until `connect()`: afterwards no request, no timer, no callback. Legal inside any callback.
   * Events that were received and not dispatched yet are asked for again by `connect()`.
   */
  close(): void {
    this.#runtime.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Calls back with each event of this name. Server events only: one named `error` or `open` is just an event. */
  on<Type extends keyof Events & string>(type: Type, listener: EventListenerOf<Events, Type>): Unsubscribe {
    return this.#runtime.events.on(type, listener);
  }

  /** Calls back with the next event of this name. */
  once<Type extends keyof Events & string>(type: Type, listener: EventListenerOf<Events, Type>): Unsubscribe {
    return this.#runtime.events.once(type, listener);
  }

  off<Type extends keyof Events & string>(type: Type, listener: EventListenerOf<Events, Type>): void {
    this.#runtime.events.off(type, listener);
  }

  /** Calls back with every event. */
  onAny(listener: (event: AnySseEvent<Events>) => void): Unsubscribe {
    return this.#runtime.events.onEvery(listener);
  }

  /**
   * The events of these names, or all, as an async iterator. It holds `limits.iteratorBuffer` events for a slow reader;
   * then the oldest is dropped and lifecycle `error` says so (kind `limit`). It ends with `close()`, the server's 204,
   * and the signal.
   */
  events(options?: { readonly signal?: AbortSignal }): AsyncIterableIterator<AnySseEvent<Events>>;
  events<Type extends keyof Events & string>(
    ...types: readonly Type[] | readonly [...Type[], { readonly signal?: AbortSignal }]
  ): AsyncIterableIterator<AnySseEvent<Pick<Events, Type>>>;
  events(
    ...types: readonly (string | { readonly signal?: AbortSignal } | undefined)[]
  ): AsyncIterableIterator<AnySseEvent<Events>> {
    const last = types.at(-1);
    const names = types.filter((type) => typeof type === 'string');
    const signal = typeof last === 'object' ? last.signal : undefined;
    return this.#runtime.iterate(names, signal) as AsyncIterableIterator<AnySseEvent<Events>>;
  }

  /** Where the connection stands: frozen, and the same object until something changes. */
  get state(): ClientState {
    return this.#runtime.clientState;
  }

  /** Calls back when {@link state} changes. The shape `useSyncExternalStore` takes. */
  subscribe = (listener: (state: ClientState) => void): Unsubscribe =>
    this.lifecycle.on('state', (state) => listener(state));

  /** The id of the latest event that was dispatched; `''` for none. A later client can resume from it (`lastEventId`). */
  get lastEventId(): string {
    return this.#runtime.lastEventId;
  }

  /** What has happened so far, as plain JSON. A fresh object at every call. */
  metrics(): ClientMetrics {
    return this.#runtime.metrics();
  }
}
