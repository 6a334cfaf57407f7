/** How long events take from the server's clock to the handler; server and page share a clock when both run here. */

/** Collects times and gives their middle. */
export interface Latency {
  note(ms: number): void;
  /** In words; empty before the first. */
  words(): string;
}

const KEPT = 200;

/** Nothing measured yet. */
export function createLatency(): Latency {
  let times: number[] = [];
  return {
    note: (ms) => {
      times.push(Math.max(0, ms));
      if (times.length > KEPT) times = times.slice(-KEPT);
    },
    words: () => {
      if (times.length === 0) return '';
      const sorted = [...times].sort((a, b) => a - b);
      const middle = sorted[Math.floor(sorted.length / 2)] ?? 0;
      const slow = sorted.at(-1) ?? 0;
      return `typically ${middle} ms, at most ${slow} ms`;
    },
  };
}
