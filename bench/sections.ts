/** Measures everything, part by part. */
import type { Page } from 'puppeteer-core';
import type { Lab } from './lab.ts';
import { growthBytes, measureHeap } from './memory.ts';
import type { ContestantName } from './page/contestants/index.ts';
import type { Titles } from './page/main.ts';
import { throughputPlans } from './plans.ts';
import { type Delays, heapTable, latencyTable, recoveryTable } from './report.ts';
import { quantile } from './statistics.ts';
import type { Table } from './table.ts';
import { atLeast, atMost, type Threshold } from './thresholds.ts';
import { openRealms, runInterleaved } from './throughput.ts';
import { speedRatio, throughputTable } from './throughput-report.ts';

/** One part of the report. */
export interface Section {
  readonly title: string;
  readonly table: Table;
  readonly thresholds: readonly Threshold[];
}

/** Yields each part as soon as it is measured. */
export async function* runBench(lab: Lab, quick: boolean): AsyncGenerator<Section, void, void> {
  yield* throughput(lab, quick);
  yield heap(lab, quick);
  yield latency(lab, quick);
  yield recovery(lab, quick);
}

async function* throughput(lab: Lab, quick: boolean): AsyncGenerator<Section, void, void> {
  const page = await lab.openPage();
  const titles = await page.evaluate(() => pageBench.titles);
  const names = Object.keys(titles) as ContestantName[];
  await openRealms(page, names);
  for (const plan of throughputPlans(quick)) {
    const rounds = await runInterleaved(page, names, plan);
    const thresholds = plan.promised.map(({ name, than, atLeast: wanted }) =>
      atLeast(`${plan.title}: ${titles[name]} × ${titles[than]}`, speedRatio(rounds, name, than), wanted),
    );
    yield { title: plan.title, table: throughputTable(rounds, titles, plan), thresholds };
  }
  await page.close();
}

const GROWTH_LIMIT_KB = 250;

async function heap(lab: Lab, quick: boolean): Promise<Section> {
  const page = await lab.openPage();
  const samples = await measureHeap(page, 'holdfast', quick ? 200_000 : 1_000_000);
  await page.close();
  const title = 'Heap while one Holdfast with default options stays open';
  const growth = atMost(`${title}: grown since the first tenth`, growthBytes(samples) / 1_000, GROWTH_LIMIT_KB, 'kB');
  return { title, table: heapTable(samples), thresholds: [growth] };
}

const LATENCY_LIMIT_MS = 100;

async function latency(lab: Lab, quick: boolean): Promise<Section> {
  const title = 'From the server’s write to the handler, an event every 20 ms';
  const [delays, titles] = await oneByOne(lab, ['bare', 'fesJson', 'holdfast'], (page, name) =>
    page.evaluate((...task) => pageBench.measureLatency(...task), name, quick ? 50 : 300, 20),
  );
  const p99 = quantile(delays.holdfast ?? [], 0.99);
  return {
    title,
    table: latencyTable(delays, titles),
    thresholds: [atMost(`${title}: Holdfast p99`, p99, LATENCY_LIMIT_MS, 'ms')],
  };
}

async function recovery(lab: Lab, quick: boolean): Promise<Section> {
  const title = 'From a cut socket to the next event, with each client’s own defaults';
  const [delays, titles] = await oneByOne(
    lab,
    ['fesJson', 'eventsource', 'eventsourceClient', 'holdfast'],
    (page, name) => page.evaluate((...task) => pageBench.measureRecovery(...task), name, quick ? 2 : 7),
  );
  return { title, table: recoveryTable(delays, titles), thresholds: [] };
}

async function oneByOne(
  lab: Lab,
  names: readonly ContestantName[],
  measure: (page: Page, name: ContestantName) => Promise<readonly number[]>,
): Promise<[Delays, Titles]> {
  const page = await lab.openPage();
  const titles = await page.evaluate(() => pageBench.titles);
  const delays: Partial<Record<ContestantName, readonly number[]>> = {};
  for (const name of names) delays[name] = await measure(page, name);
  await page.close();
  return [delays, titles];
}
