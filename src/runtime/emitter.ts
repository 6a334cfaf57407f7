import { EventEmitter } from 'eventemitter3';
import type { Unsubscribe } from '../events.ts';

/** Any function of a page; what it is called with is settled by the types of the client. */
export type Listener = (...details: never[]) => void;
type Called = (...details: unknown[]) => void;
/** A listener that was wrapped for `once` can still be taken off by the function it was given as. */
type Registered = Called & { readonly listener?: Listener };

/** Listeners by name, each called in its own `try`. */
export interface Emitter {
  on(name: string, listener: Listener): Unsubscribe;
  once(name: string, listener: Listener): Unsubscribe;
  off(name: string, listener: Listener): void;
  /**
   * Calls the listeners in the order they came. One that throws is reported and stops nobody; one taken off meanwhile
   * is not called; nobody is, once `generation` has moved on (`close()` inside a listener).
   */
  emit(name: string, ...details: readonly unknown[]): void;
}

/**
 * @param report - Where a listener's exception goes.
 * @param generation - Changes when nobody may be called any more.
 */
export function createEmitter(report: (error: unknown) => void, generation: () => number): Emitter {
  const emitter = new EventEmitter();
  const off = (name: string, listener: Listener): void => {
    const found = (emitter.listeners(name) as Registered[]).find(
      (known) => known === (listener as unknown) || known.listener === listener,
    );
    if (found) emitter.off(name, found);
  };
  const on = (name: string, listener: Listener): Unsubscribe => {
    emitter.on(name, listener as unknown as Called);
    let listening = true;
    return () => {
      if (listening) off(name, listener);
      listening = false;
    };
  };
  return {
    on,
    off,
    once(name, listener) {
      const wrapped = (...details: never[]): void => {
        off(name, wrapped);
        listener(...details);
      };
      return on(name, Object.assign(wrapped, { listener }));
    },
    emit(name, ...details) {
      const listeners = emitter.listeners(name) as Called[];
      const mine = generation();
      for (const listener of listeners) {
        if (generation() !== mine) return;
        const changed = emitter.listenerCount(name) !== listeners.length;
        if (changed && !emitter.listeners(name).includes(listener)) continue;
        try {
          listener(...details);
        } catch (error) {
          report(error);
        }
      }
    },
  };
}
