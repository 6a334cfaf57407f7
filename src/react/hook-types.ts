import type { ReactElement, ReactNode } from 'react';
import type { EventListenerOf, SseClient } from '../client.ts';
import type { ClientState } from '../core/state.ts';
import type { Millis, SseEvent } from '../events.ts';
import type { SseClientOptions, UrlSource } from '../options.ts';

/** Hooks that know no names take a client of any events; others only one of their own. */
type Providable<Events extends object> = string extends keyof Events
  ? Pick<SseClient, 'state' | 'subscribe' | 'lifecycle' | 'lastEventId' | 'metrics' | 'close'>
  : SseClient<Events>;

export interface SseProviderProps<Events extends object> {
  /** An `SseClient`, made by the application outside of rendering. */
  readonly client: Providable<Events>;
  readonly children?: ReactNode;
}

/** Which client a hook listens to. */
export interface ClientOption<Events extends object> {
  /** @defaultValue that of the nearest `SseProvider` */
  readonly client?: SseClient<Events> | undefined;
}

/** Options of `useSse`: those of the client, and how it is shared. */
export type UseSseOptions<Events extends object> = SseClientOptions<Events> & {
  /**
   * Components with the same key share one client, and another key is another client. What makes it another connection
   * (a user, a room, a token) belongs into it.
   * @defaultValue the address
   */
  readonly key?: string;
  /**
   * How long the client stays connected when its last component has left.
   * @defaultValue 1_000
   */
  readonly lingerMs?: Millis;
};

/** What `useSseValue` begins with. */
export interface ValueOptions<Value, Events extends object> extends ClientOption<Events> {
  /** The value until the first event, on the server and while hydrating; read once, as by `useState`. */
  readonly initial: Value;
}

/** Folds one event into a state. What it throws is reported, and the state stays as it was. */
type Reduce<State, Data, Type extends string> = (state: State, data: Data, event: SseEvent<Type, Data>) => State;

/**
 * All hooks, typed for one map of events. A client passed as an option brings its own map along.
 *
 * @typeParam Known - Event names and the type of their data.
 */
export interface SseHooks<Known extends object> {
  /**
   * Gives a client to the components below. It calls `connect()` once they are on the page, unless that has been done;
   * it never closes: whoever made the client does.
   */
  readonly SseProvider: (props: SseProviderProps<Known>) => ReactElement;

  /**
   * A client for the components that name the same key: made by the first, connected when it is on the page, closed
   * `lingerMs` after the last has left. Components may come and go, and StrictMode may mount twice, on one request.
   *
   * Options are read when the client is made, but functions among them (`headers`, `polling.toEvents`, …) are those of
   * the latest render, so they may close over props and state.
   *
   * @throws TypeError for a wrong option, and for an address that is a function without a `key`.
   */
  readonly useSse: <Events extends object = Known>(
    url: UrlSource,
    options?: UseSseOptions<Events>,
  ) => SseClient<Events>;

  /**
   * The client of the nearest `SseProvider`.
   *
   * @throws Error when there is none.
   */
  readonly useSseClient: () => SseClient<Known>;

  /** Where the connection stands. On the server and while hydrating: `idle`, with `since` 0. */
  readonly useSseState: <Events extends object = Known>(options?: ClientOption<Events>) => ClientState;

  /**
   * Calls the handler of the latest render with each event of this name, while the component is on the page. A new
   * handler does not subscribe anew. What it throws goes to the platform's error reporter and stops nobody.
   */
  readonly useSseEvent: <Type extends keyof Events & string, Events extends object = Known>(
    type: Type,
    handler: EventListenerOf<Events, Type>,
    options?: ClientOption<Events>,
  ) => void;

  readonly useSseValue: UseSseValue<Known>;
}

/**
 * Something to show, made of events. However many events come, it renders at most once a frame, together with all other
 * values.
 */
export interface UseSseValue<Known extends object> {
  /** Folds every event that comes while the component is on the page, each once; the reducer is that of the latest render. */
  <State, Type extends keyof Events & string, Events extends object = Known>(
    type: Type,
    options: ValueOptions<State, Events> & { readonly reduce: Reduce<State, Events[Type], Type> },
  ): State;
  /**
   * The data of the latest event of this name since any component first asked for it. All components show the same.
   */
  <Value, Type extends keyof Events & string, Events extends object = Known>(
    type: Type,
    options: ValueOptions<Value, Events> & { readonly reduce?: undefined },
  ): Events[Type] | Value;
}
