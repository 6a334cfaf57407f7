import type { Page } from 'puppeteer-core';
import type { ContestantName } from './page/contestants/index.ts';

/** The heap after so many events. */
export interface HeapSample {
  readonly events: number;
  /** What JavaScript objects take. */
  readonly usedBytes: number;
  /** What buffers and the browser's own objects behind them take. */
  readonly outsideBytes: number;
}

/** Feeds one open client `events` events in ten parts and measures the heap, freshly collected, before, between and after. */
export async function measureHeap(
  page: Page,
  contestant: ContestantName,
  events: number,
): Promise<readonly HeapSample[]> {
  const session = await page.createCDPSession();
  const sample = async (delivered: number): Promise<HeapSample> => {
    await session.send('HeapProfiler.collectGarbage');
    const usage = await session.send('Runtime.getHeapUsage');
    return {
      events: delivered,
      usedBytes: usage.usedSize,
      outsideBytes: usage.embedderHeapUsedSize + usage.backingStorageSize,
    };
  };
  try {
    const samples = [await sample(0)];
    await page.evaluate((name) => pageBench.openLongRun(name), contestant);
    for (let part = 1; part <= 10; part += 1) {
      const delivered = await page.evaluate((count) => pageBench.feedLongRun(count), events / 10);
      if (delivered !== (events / 10) * part)
        throw new Error(`${delivered} events were delivered, ${(events / 10) * part} sent.`);
      samples.push(await sample(delivered));
    }
    await page.evaluate(() => pageBench.closeLongRun());
    return samples;
  } finally {
    await session.detach();
  }
}

/** How much the heap grew from the first part, when caches are full and code is compiled, to the last. */
export function growthBytes(samples: readonly HeapSample[]): number {
  const [, first] = samples;
  const last = samples.at(-1);
  if (first === undefined || last === undefined) throw new RangeError('There are too few samples.');
  return last.usedBytes + last.outsideBytes - first.usedBytes - first.outsideBytes;
}
