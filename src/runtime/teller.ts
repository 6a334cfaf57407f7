import type { LifecycleEvents } from '../lifecycle.ts';
import type { Emitter } from './emitter.ts';

/** Tells people of the connection: in order, never from within an effect, nothing old after `close()`. */
export interface Teller {
  /** Keeps it for the next `flush`. */
  queue<Name extends keyof LifecycleEvents>(name: Name, ...details: LifecycleEvents[Name]): void;
  tell<Name extends keyof LifecycleEvents>(name: Name, ...details: LifecycleEvents[Name]): void;
  flush(): void;
  /** Forgets what nobody has been told yet; what comes next is told at once, even from within a listener. */
  drop(): void;
}

export function createTeller(lifecycle: Emitter): Teller {
  let untold: (readonly [name: string, details: readonly unknown[]])[] = [];
  let telling = false;
  const teller: Teller = {
    queue: (name, ...details) => void untold.push([name, details]),
    tell(name, ...details) {
      teller.queue(name, ...details);
      teller.flush();
    },
    flush() {
      // A listener that causes news is not interrupted by it: others hear things in the order they happened.
      if (telling) return;
      telling = true;
      for (let next = untold.shift(); next; next = untold.shift()) lifecycle.emit(next[0], next[1][0], next[1][1]);
      telling = false;
    },
    drop() {
      untold = [];
      telling = false;
    },
  };
  return teller;
}
