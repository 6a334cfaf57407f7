import { EventEmitter } from 'eventemitter3';
import type { Unsubscribe } from '../events.ts';

/** Any function of a page; what it is called with is settled by the types of the client. */
export type Listener = (...details: never[]) => void;
type Called = (...details: unknown[]) => void;
/** A listener that was wrapped for `once` can still be taken off by the function it was given as. */
type Registered = Called & { readonly listener?: Listener };

/** No name a server can give. */
const EVERY = Symbol('every event');

/** Listeners by name, each called in its own `try`. */
export interface Emitter {
  on(name: string, listener: Listener): Unsubscribe;
  /** Calls with what follows the first detail of whatever is emitted, after those who listen to its name. */
  onEvery(listener: Listener): Unsubscribe;
  once(name: string, listener: Listener): Unsubscribe;
  off(name: string, listener: Listener): void;
  /**
   * Calls the listeners in the order they came. One that throws is reported and stops nobody; one taken off meanwhile
   * is not called; nobody is, once `generation` has moved on (`close()` inside a listener).
   */
  emit(name: string, first?: unknown, second?: unknown): void;
}

/**
 * @param report - Where a listener's exception goes.
 * @param generation - Changes when nobody may be called any more.
 */
export function createEmitter(report: (error: unknown) => void, generation: () => number): Emitter {
  const emitter = new EventEmitter();
  let changes = 0;
  // The listeners of the name emitted last: events mostly come in runs, and looking a name up costs as much as a call.
  let lastName: string | null = null;
  let lastListeners: readonly Called[] = [];
  const changed = (): void => {
    changes++;
    lastName = null;
  };
  const listenersOf = (name: string): readonly Called[] => {
    if (name !== lastName) {
      // One list of both kinds: asking for each of them apart cost as much as calling a listener.
      lastListeners = [...emitter.listeners(name), ...emitter.listeners(EVERY)] as Called[];
      lastName = name;
    }
    return lastListeners;
  };
  const call = (listener: Called, first: unknown, second: unknown): void => {
    try {
      listener(first, second);
    } catch (error) {
      report(error);
    }
  };
  const on = (name: string | symbol, listener: Listener): Unsubscribe => {
    // The context tells one registration from another of the same function.
    const registration = {};
    emitter.on(name, listener as unknown as Called, registration);
    changed();
    return () => {
      emitter.off(name, listener as unknown as Called, registration);
      changed();
    };
  };
  return {
    on,
    onEvery: (listener) => on(EVERY, ((_first: never, second: never) => listener(second)) as Listener),
    off(name, listener) {
      for (const known of emitter.listeners(name) as Registered[]) {
        if (known === (listener as unknown) || known.listener === listener) emitter.off(name, known);
      }
      changed();
    },
    once(name, listener) {
      const wrapped = (...details: never[]): void => {
        stop();
        listener(...details);
      };
      const stop = on(name, Object.assign(wrapped, { listener }));
      return stop;
    },
    emit(name, first, second) {
      const listeners = listenersOf(name);
      const only = listeners[0];
      if (only === undefined) return;
      if (listeners.length === 1) return call(only, first, second);
      const mine = generation();
      const before = changes;
      for (const listener of listeners) {
        if (generation() !== mine) return;
        if (changes !== before && !listenersOf(name).includes(listener)) continue;
        call(listener, first, second);
      }
    },
  };
}
