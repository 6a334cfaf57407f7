/** What is done later or again and again, for as long as one life of the server lasts. */

/** Clocks that stop together: nothing may be asked of a database that has been closed. */
export interface Clocks {
  /** 0: never. */
  every(ms: number, act: () => void): void;
  later(ms: number, act: () => void): void;
  /** At the end of this turn, once however often it is asked for. */
  soon(act: () => void): () => void;
  stop(): void;
}

/** Clocks that keep no process alive. What they do may fail, on a full disk for example: the server goes on. */
export function createClocks(): Clocks {
  const timers = new Set<NodeJS.Timeout>();
  let isStopped = false;
  const run = (act: () => void): void => {
    if (isStopped) return;
    try {
      act();
    } catch (error) {
      console.error(error);
    }
  };
  return {
    every: (ms, act) => {
      if (ms > 0) timers.add(setInterval(run, ms, act).unref());
    },
    later: (ms, act) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        run(act);
      }, ms);
      timers.add(timer.unref());
    },
    soon: (act) => {
      let isAsked = false;
      return () => {
        if (isAsked) return;
        isAsked = true;
        setImmediate(() => {
          isAsked = false;
          run(act);
        });
      };
    },
    stop: () => {
      isStopped = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
