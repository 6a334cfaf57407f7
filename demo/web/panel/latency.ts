/** How long events take from the server's clock to the handler; server and page share a clock when both run here. */
import { SPAN_MS } from './timeline-model.ts';

/** One event's time. */
export interface Sample {
  readonly at: number;
  readonly ms: number;
}

/** Collects times. */
export interface Latency {
  note(sample: Sample): void;
  /** Those of the last two minutes. */
  samples(now: number): readonly Sample[];
}

/** More than a person can tell apart in two minutes. */
const KEPT = 600;

/** Nothing measured yet. */
export function createLatency(): Latency {
  let samples: Sample[] = [];
  return {
    note: ({ at, ms }) => {
      samples.push({ at, ms: Math.max(0, ms) });
      if (samples.length > 2 * KEPT) samples = samples.slice(-KEPT);
    },
    samples: (now) => {
      samples = samples.filter(({ at }) => at > now - SPAN_MS);
      return samples;
    },
  };
}

/** In words; empty for no samples. */
export function latencyWords(samples: readonly Sample[]): string {
  if (samples.length === 0) return '';
  const sorted = samples.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return `typically ${middle} ms, at most ${sorted.at(-1) ?? 0} ms`;
}

/** When the server wrote an event, by whichever field its payload says it in; `undefined` if it does not. */
export function writtenAt(data: unknown): number | undefined {
  const payload = data as Readonly<Record<string, unknown>> | null;
  for (const field of ['changed_at', 'timestamp', 'createdAt', 'at']) {
    const value = payload?.[field];
    if (typeof value === 'string') return Date.parse(value);
  }
  return undefined;
}
