import { digits } from './digits.ts';
import type { ContestantName } from './page/contestants/index.ts';
import type { Titles } from './page/main.ts';
import { quantile, summarize } from './statistics.ts';
import type { Table } from './table.ts';
import type { Rounds, ThroughputPlan } from './throughput.ts';

/** How many times as fast as `other` `name` is: the median of the ratios inside each round. */
export function speedRatio(rounds: Rounds, name: ContestantName, other: ContestantName): number {
  const ratios = rounds[name].map((ms, round) => (rounds[other][round] ?? Number.NaN) / ms);
  return quantile(ratios, 0.5);
}

/** The table of one workload. */
export function throughputTable(rounds: Rounds, titles: Titles, plan: ThroughputPlan): Table {
  const names = Object.keys(rounds) as ContestantName[];
  const rate = plan.workload === 'large' ? 'MiB/s' : 'events/s';
  return {
    headings: ['client', 'median', 'min–max', rate, '× fetch-event-source', '× bare loop'],
    rows: names.map((name) => {
      const { median, min, max } = summarize(rounds[name]);
      const perSecond = (plan.workload === 'large' ? 2 * plan.events : plan.events) / (median / 1_000);
      return [
        titles[name],
        `${digits(median)} ms`,
        `${digits(min)}–${digits(max)}`,
        Math.round(perSecond).toLocaleString('en'),
        digits(speedRatio(rounds, name, 'fes')),
        digits(speedRatio(rounds, name, 'bare')),
      ];
    }),
  };
}
