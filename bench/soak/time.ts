import { rm } from 'node:fs/promises';
import type { CDPSession, Page } from 'puppeteer-core';
// The types of `window.instruments`.
import type {} from '../../test/browser/instruments.ts';
import { writePage } from '../../test/chaos/page-files.ts';
// The types of `window.chaos`.
import type {} from '../../test/chaos/page-side.ts';
import { startDemo } from '../../test/chaos/servers.ts';
import { startTcpProxy, type TcpProxy } from '../../test/support/tcp-proxy.ts';
import { launchChromium } from '../chromium.ts';
import { type Table, toText } from '../table.ts';

/** What is alive in the page at one moment. */
interface Sample {
  readonly atMs: number;
  readonly events: number;
  readonly heapBytes: number;
  /** All that the engine knows of. */
  readonly listeners: number;
  /** Set and neither fired nor cleared. */
  readonly timers: number;
  /** Requests that are neither answered to the end nor aborted. */
  readonly requests: number;
  /** Connections of the browser to the server. */
  readonly sockets: number;
  readonly heartbeats: number;
  /** Streams opened so far. */
  readonly streams: number;
  readonly failures: number;
}

const SAMPLES = 10;
/** Code is compiled and buffers grow to their size first. */
const WARM_UP_SHARE = 0.1;
/** What the browser itself keeps varies by some hundred kilobytes. */
const HEAP_BOUND_BYTES = 1_048_576;
const BURST_EVERY_MS = 250;
const BURST = 44;

/**
 * Lets a page of the demo be idle, or in traffic, for `minutes`; prints what is alive meanwhile, and says whether it
 * stayed as it was. All times are the SDK's defaults, and an idle stream has nothing but the demo's heartbeats.
 */
export async function soakTime(part: 'idle' | 'traffic', minutes: number): Promise<boolean> {
  await using stack = new AsyncDisposableStack();
  const root = stack.adopt(await writePage(), (folder) => rm(folder, { recursive: true }));
  const options = { root, tokenSeconds: 86_400, commentEveryMs: 0 };
  const server = stack.adopt(await startDemo(options), (started) => started.stop());
  const proxy = stack.adopt(await startTcpProxy(server.origin, 0), (started) => started.close());
  const browser = stack.adopt(await launchChromium(), (opened) => opened.close());
  const page = await browser.newPage();
  await page.goto(proxy.origin);
  const session = await page.createCDPSession();
  await session.send('Performance.enable');
  await page.evaluate(() => window.chaos.start({ lastEventId: '0', patient: true }));
  await page.waitForFunction(() => window.chaos.progress().phase === 'open');

  const began = performance.now();
  const traffic = part === 'traffic' ? setInterval(() => void server.make(BURST), BURST_EVERY_MS) : undefined;
  stack.defer(() => clearInterval(traffic));
  const samples: Sample[] = [];
  for (let n = 0; n <= SAMPLES; n++) {
    const dueMs = minutes * 60_000 * (WARM_UP_SHARE + ((1 - WARM_UP_SHARE) * n) / SAMPLES);
    await new Promise((resolve) => setTimeout(resolve, began + dueMs - performance.now()));
    samples.push(await look(page, session, proxy, performance.now() - began));
  }
  clearInterval(traffic);
  const left = await page.evaluate(() => {
    window.chaos.close();
    return window.instruments.leftovers();
  });
  console.log(`\n${minutes} minutes ${part === 'idle' ? 'idle' : 'of traffic'}\n${toText(tableOf(samples))}`);
  const problems = judge(part, samples);
  if (left.timers + left.fetches + left.listeners.length > 0) problems.push(`left by close(): ${JSON.stringify(left)}`);
  console.log(problems.length === 0 ? 'flat' : problems.join('\n'));
  return problems.length === 0;
}

async function look(page: Page, session: CDPSession, proxy: TcpProxy, atMs: number): Promise<Sample> {
  for (let round = 0; round < 3; round++) await session.send('HeapProfiler.collectGarbage');
  const usage = await session.send('Runtime.getHeapUsage');
  const { metrics } = await session.send('Performance.getMetrics');
  const seen = await page.evaluate(() => {
    const { metrics: said, received } = window.chaos.record();
    const { timers, fetches } = window.instruments.leftovers();
    const failures = Object.values(said.failures).reduce((sum, count) => sum + count, 0);
    const { connections, heartbeats } = said;
    return { events: received, timers, requests: fetches, streams: connections, heartbeats, failures };
  });
  return {
    ...seen,
    atMs,
    listeners: metrics.find(({ name }) => name === 'JSEventListeners')?.value ?? Number.NaN,
    heapBytes: usage.usedSize + usage.embedderHeapUsedSize + usage.backingStorageSize,
    sockets: proxy.openConnections,
  };
}

function judge(part: 'idle' | 'traffic', samples: readonly Sample[]): string[] {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined) return ['nothing was seen'];
  const problems: string[] = [];
  const grown = last.heapBytes - first.heapBytes;
  if (grown > HEAP_BOUND_BYTES) problems.push(`not flat: the heap grew by ${grown} bytes`);
  for (const what of ['listeners', 'timers', 'sockets'] as const) {
    if (!(last[what] <= first[what])) problems.push(`not flat: ${what}, from ${first[what]} to ${last[what]}`);
  }
  if (samples.some(({ requests }) => requests !== 1)) problems.push('there was not always exactly one request');
  if (last.streams !== 1 || last.failures > 0)
    problems.push(`false alarms: ${last.streams} streams, ${last.failures} failures`);
  if (part === 'traffic' && !(last.events > first.events)) problems.push('there was no traffic');
  return problems;
}

function tableOf(samples: readonly Sample[]): Table {
  const count = (value: number): string => value.toLocaleString('en');
  return {
    headings: [
      'minute',
      'events',
      'heartbeats',
      'heap, kB',
      'listeners',
      'timers',
      'requests',
      'sockets',
      'streams',
      'failures',
    ],
    rows: samples.map((sample) => [
      (sample.atMs / 60_000).toFixed(1),
      count(sample.events),
      count(sample.heartbeats),
      count(Math.round(sample.heapBytes / 1_000)),
      count(sample.listeners),
      count(sample.timers),
      count(sample.requests),
      count(sample.sockets),
      count(sample.streams),
      count(sample.failures),
    ]),
  };
}
