/** Says where the time of one contestant goes, sampled in Chromium. Knows nothing of what it measures. */
import type { Protocol } from 'puppeteer-core';
import type { Lab } from './lab.ts';
import type { ContestantName } from './page/contestants/index.ts';
import type { WorkloadName } from './shared/workloads.ts';
import { toText } from './table.ts';

/** What to look at. */
export interface ProfileTask {
  readonly contestant: ContestantName;
  readonly workload: WorkloadName;
  readonly events: number;
}

const PROFILE_MS = 3_000;
const WARM_UP_RUNS = 10;
const SAMPLE_EVERY_US = 100;
const SHOWN = 30;

/** A table by function and one by line, each with its share of the time. */
export async function profile(lab: Lab, task: ProfileTask): Promise<string> {
  const page = await lab.openPage();
  const session = await page.createCDPSession();
  const measure = (repeats: number): Promise<number> =>
    page.evaluate((whole) => pageBench.measureThroughput(whole), { ...task, socket: false, repeats });

  await measure(WARM_UP_RUNS);
  const onceMs = await measure(1);
  await session.send('Profiler.enable');
  await session.send('Profiler.setSamplingInterval', { interval: SAMPLE_EVERY_US });
  await session.send('Profiler.start');
  await measure(Math.ceil(PROFILE_MS / onceMs));
  const { profile: sampled } = await session.send('Profiler.stop');
  const script = await (await fetch(new URL('/page.js', page.url()))).text();
  await page.close();
  return describe(sampled, script.split('\n'));
}

function describe({ nodes }: Protocol.Profiler.Profile, lines: readonly string[]): string {
  const total = nodes.reduce((sum, node) => sum + (node.hitCount ?? 0), 0);
  const byFunction = new Map<string, number>();
  const byLine = new Map<string, number>();
  for (const { callFrame, hitCount = 0, positionTicks = [] } of nodes) {
    const { functionName, lineNumber, url } = callFrame;
    const inBundle = url.endsWith('/page.js');
    const where = inBundle ? sourceOf(lines, lineNumber) : url;
    add(byFunction, `${functionName || '(anonymous)'}  ${where}`, hitCount);
    if (!inBundle) continue;
    for (const { line, ticks } of positionTicks) {
      add(byLine, `${sourceOf(lines, line)}  ${(lines[line - 1] ?? '').trim().slice(0, 90)}`, ticks);
    }
  }
  const functions = toText({ headings: ['function', 'self'], rows: top(byFunction, total) });
  return `${functions}\n\n${toText({ headings: ['line', 'self'], rows: top(byLine, total) })}`;
}

/** esbuild heads each module with its path. */
function sourceOf(lines: readonly string[], line: number): string {
  for (let n = line; n >= 0; n -= 1) {
    const path = /^ {2}\/\/ ((?:\S+\/)+\S+\.\w+)$/.exec(lines[n] ?? '')?.[1];
    if (path !== undefined) return path.replace(/^.*node_modules\//, '');
  }
  return '';
}

function add(ticks: Map<string, number>, key: string, more: number): void {
  ticks.set(key, (ticks.get(key) ?? 0) + more);
}

function top(ticks: ReadonlyMap<string, number>, total: number): string[][] {
  const sorted = [...ticks].toSorted(([, a], [, b]) => b - a).slice(0, SHOWN);
  return sorted.map(([key, count]) => [key, `${((100 * count) / total).toFixed(1)} %`]);
}
