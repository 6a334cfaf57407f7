/** Bytes read, second by second, for the last two minutes. */
import { SPAN_MS } from './timeline-model.ts';

/** One second. */
export interface ByteSample {
  readonly second: number;
  readonly bytes: number;
}

/** Turns a growing total into bytes for each second. */
export interface ByteMeter {
  /** Tells the total so far. */
  note(total: number, now: number): void;
  samples(now: number): readonly ByteSample[];
}

/** Nothing read yet. */
export function createByteMeter(): ByteMeter {
  let samples: ByteSample[] = [];
  let last = 0;
  return {
    note: (total, now) => {
      const second = Math.floor(now / 1_000);
      const newest = samples.at(-1);
      const bytes = total - last;
      last = total;
      if (newest?.second === second) samples[samples.length - 1] = { second, bytes: newest.bytes + bytes };
      else samples.push({ second, bytes });
    },
    samples: (now) => {
      samples = samples.filter(({ second }) => second * 1_000 > now - SPAN_MS);
      return samples;
    },
  };
}
