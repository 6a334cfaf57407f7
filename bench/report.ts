import { digits } from './digits.ts';
import type { HeapSample } from './memory.ts';
import type { Titles } from './page/main.ts';
import type { ContestantName } from './page/contestants/index.ts';
import { quantile, summarize } from './statistics.ts';
import type { Table } from './table.ts';

/** Milliseconds of each contestant, one for each event or each cut. */
export type Delays = Readonly<Partial<Record<ContestantName, readonly number[]>>>;

/** From the server's write to the handler. */
export function latencyTable(delays: Delays, titles: Titles): Table {
  return {
    headings: ['client', 'events', 'p50', 'p99', 'max'],
    rows: Object.entries(delays).map(([name, values]) => [
      titles[name as ContestantName],
      String(values.length),
      ...[0.5, 0.99, 1].map((share) => `${digits(quantile(values, share))} ms`),
    ]),
  };
}

/** From the cut of the socket to the next event. */
export function recoveryTable(delays: Delays, titles: Titles): Table {
  return {
    headings: ['client', 'cuts', 'median', 'min–max'],
    rows: Object.entries(delays).map(([name, values]) => {
      const { median, min, max } = summarize(values);
      return [
        titles[name as ContestantName],
        String(values.length),
        `${digits(median)} ms`,
        `${digits(min)}–${digits(max)}`,
      ];
    }),
  };
}

/** The heap while one client stays open. */
export function heapTable(samples: readonly HeapSample[]): Table {
  return {
    headings: ['events delivered', 'heap used', 'buffers and browser objects'],
    rows: samples.map((sample) => [
      sample.events.toLocaleString('en'),
      kilobytes(sample.usedBytes),
      kilobytes(sample.outsideBytes),
    ]),
  };
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1_000).toLocaleString('en')} kB`;
}
