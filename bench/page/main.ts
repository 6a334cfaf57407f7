/** What the page offers to the bench, in each of its realms. */
import { CONTESTANTS, type ContestantName } from './contestants/index.ts';
import { measureLatency } from './latency.ts';
import { closeLongRun, feedLongRun, openLongRun } from './memory.ts';
import { measureRecovery } from './recovery.ts';
import { measureThroughput } from './throughput.ts';

/** How the contestants are called in the tables. */
export type Titles = Readonly<Record<ContestantName, string>>;

const pageBench = {
  titles: titles(),
  measureThroughput,
  measureLatency,
  measureRecovery,
  openLongRun,
  feedLongRun,
  closeLongRun,
};

/** The page's side of the bench as the driver sees it. */
export type PageBench = typeof pageBench;

declare global {
  var pageBench: PageBench;
}

globalThis.pageBench = pageBench;

function titles(): Titles {
  const pairs = Object.entries(CONTESTANTS).map(([name, { title }]) => [name, title] as const);
  return Object.fromEntries(pairs) as Titles;
}
