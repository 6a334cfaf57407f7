/** What the timeline shows: phases, faults and arrivals of the last two minutes. Pure: the time is an argument. */
import type { Tone } from '../words/phase-words.ts';

/** How far back the timeline goes. */
export const SPAN_MS = 120_000;

/** A stretch of time in one tone. */
export interface Stretch {
  readonly tone: Tone;
  readonly from: number;
  /** `null`: it goes on. */
  readonly to: number | null;
}

/** Something that happened at one moment. */
export interface Mark {
  readonly at: number;
  readonly label: string;
}

/** Arrivals in one second, on one road. */
export interface Arrivals {
  readonly second: number;
  readonly origin: 'stream' | 'poll';
  count: number;
}

/** The recent past. */
export interface Timeline {
  phase(tone: Tone, at: number): void;
  mark(label: string, at: number): void;
  arrival(origin: 'stream' | 'poll', at: number): void;
  stretches(now: number): readonly Stretch[];
  marks(now: number): readonly Mark[];
  arrivals(now: number): readonly Arrivals[];
}

/** An empty past. */
export function createTimeline(): Timeline {
  let stretches: Stretch[] = [];
  let marks: Mark[] = [];
  let arrivals: Arrivals[] = [];
  return {
    phase: (tone, at) => {
      const last = stretches.at(-1);
      if (last?.tone === tone) return;
      if (last !== undefined) stretches[stretches.length - 1] = { ...last, to: at };
      stretches.push({ tone, from: at, to: null });
    },
    mark: (label, at) => {
      marks.push({ label, at });
    },
    arrival: (origin, at) => {
      // One tick a second is all that can be seen, and a burst of 500 then costs one.
      const second = Math.floor(at / 1_000);
      const last = arrivals.at(-1);
      if (last?.second === second && last.origin === origin) last.count += 1;
      else arrivals.push({ second, origin, count: 1 });
    },
    stretches: (now) => {
      stretches = stretches.filter(({ to }) => to === null || to > now - SPAN_MS);
      return stretches;
    },
    marks: (now) => {
      marks = marks.filter(({ at }) => at > now - SPAN_MS);
      return marks;
    },
    arrivals: (now) => {
      arrivals = arrivals.filter(({ second }) => second * 1_000 > now - SPAN_MS);
      return arrivals;
    },
  };
}
