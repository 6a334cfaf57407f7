import { rm } from 'node:fs/promises';
import type { Browser, Page } from 'puppeteer-core';
import type { Breakage } from '../simulation/breakages.ts';
import { seededRandom } from '../simulation/random.ts';
import type { FaultKind, Weather } from '../support/tcp-faults.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
// The types of `window.instruments`.
import type {} from '../browser/instruments.ts';
import { gapsIn, judgeIds, judgeNumbers, shortened } from './judge.ts';
import { writePage } from './page-files.ts';
import type { ChaosPageOptions, ChaosRecord } from './page-side.ts';
import { type ChaosServer, type Habit, startDemo, startLog } from './servers.ts';

/** A run to make. */
export interface ChaosPlan {
  readonly seed: number;
  /** At least so many events, */
  readonly events: number;
  /** through at least so many faults that strike streams. */
  readonly faults: number;
  readonly weather: Weather;
  /** Goes on until every kind of fault has struck at least once. */
  readonly everyKind?: boolean;
  /** The demo's server, or the log server with one of its habits. */
  readonly server: 'demo' | Habit;
  /** Also tokens that expire every 3 s, SIGKILL, and spells of polling, about this often each. */
  readonly upheavalEveryMs?: number;
  readonly page?: ChaosPageOptions;
  readonly breakage?: Breakage;
  /** How long the page may take after the storm to have what it missed. */
  readonly patienceMs?: number;
}

/** What it came to. */
export interface ChaosResult {
  /** Empty, if every promise held. */
  readonly problems: readonly string[];
  /** Seed, figures, and what happened last; for people. */
  readonly story: string;
  readonly events: number;
  readonly faults: ReadonlyMap<FaultKind, number>;
  readonly streamFaults: number;
  readonly restarts: number;
  readonly spells: number;
  readonly gaps: number;
  readonly record: ChaosRecord;
  readonly tookMs: number;
}

/** What the page has said when it is asked whether it has everything. */
type Progress = ReturnType<Window['chaos']['progress']>;

const LOOK_EVERY_MS = 20;
/** Lines of each trace that a failure prints. */
const TOLD = 120;
/** A client has what it missed within some seconds; this is for machines that are busy elsewhere. */
const PATIENCE_MS = 40_000;

/** Plays one run in a window of its own and judges it. */
export async function runChaos(browser: Browser, plan: ChaosPlan): Promise<ChaosResult> {
  await using stack = new AsyncDisposableStack();
  const root = stack.adopt(await writePage(plan.breakage), (folder) => rm(folder, { recursive: true }));
  const tokenSeconds = plan.upheavalEveryMs === undefined ? 3_600 : 3;
  const options = { root, tokenSeconds };
  const server = stack.adopt(
    plan.server === 'demo' ? await startDemo(options) : await startLog(plan.server, options),
    (started) => started.stop(),
  );
  const proxy = stack.adopt(await startTcpProxy(server.origin, plan.seed), (started) => started.close());
  const context = stack.adopt(await browser.createBrowserContext(), (opened) => opened.close());
  const page = await context.newPage();
  const thrown: string[] = [];
  page.on('pageerror', (error) => thrown.push(String(error)));
  await page.goto(proxy.origin);
  await page.evaluate((chosen) => window.chaos.start(chosen), plan.page ?? {});
  await until(page, ({ phase }) => phase === 'open');

  const began = performance.now();
  const upheavals = await storm(plan, page, server, proxy);
  proxy.calm();
  const isCaughtUp = await catchUp(plan, page, server);
  const tookMs = performance.now() - began;
  const record = await page.evaluate(() => window.chaos.record());
  const problems = [
    ...(isCaughtUp ? [] : ['the page did not catch up after the storm']),
    ...(await judge(plan, server, record)),
    ...(await afterwards(page)),
    ...shortened(thrown),
  ];
  const figures = {
    events: record.received,
    faults: proxy.hits,
    streamFaults: proxy.streamHits,
    ...upheavals,
    gaps: gapsIn(record.numbers),
    record,
    tookMs,
  };
  return { problems, ...figures, story: tell(plan, problems, figures, proxy) };
}

/** Makes events and trouble until there was enough of both. */
async function storm(
  plan: ChaosPlan,
  page: Page,
  server: ChaosServer,
  proxy: TcpProxy,
): Promise<{ readonly restarts: number; readonly spells: number }> {
  const random = seededRandom(plan.seed);
  const everyMs = plan.upheavalEveryMs ?? Infinity;
  const next = { restart: performance.now() + everyMs / 2, spell: performance.now() + everyMs };
  let restarts = 0;
  let spells = 0;
  let made = 0;
  /** A client may be back before its attempts are spent: then streams are refused once more. */
  let hasPolled = false;
  proxy.brew(plan.weather);
  const isOver = (): boolean =>
    made >= plan.events &&
    proxy.streamHits >= plan.faults &&
    (plan.upheavalEveryMs === undefined || (restarts > 0 && spells > 0 && hasPolled)) &&
    (plan.everyKind !== true || Object.keys(plan.weather).every((kind) => proxy.hits.has(kind as FaultKind)));
  for (let turn = 0; !isOver(); turn++) {
    const now = performance.now();
    if (now > next.restart) {
      await server.restart();
      proxy.aimAt(server.origin);
      next.restart = performance.now() + everyMs * (0.5 + random());
      restarts++;
    } else if (now > next.spell) {
      const isRefusing = await server.refuseStreams(await page.evaluate(() => window.chaos.token()));
      next.spell = now + everyMs * (0.5 + random());
      if (isRefusing) spells++;
    }
    // Events and faults come to their end together, so that none of either happens in calm.
    const share = Math.min(1, (proxy.streamHits + 1) / plan.faults);
    if (made < plan.events * share) await server.make(1 + Math.floor(random() * 60));
    else if (made >= plan.events) await server.make(1);
    if (turn % 10 === 0) {
      made = await server.count();
      ({ hasPolled } = await page.evaluate(() => window.chaos.progress()));
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return { restarts, spells };
}

/** Whether the page has everything there is, in time. */
async function catchUp(plan: ChaosPlan, page: Page, server: ChaosServer): Promise<boolean> {
  const count = await server.count();
  const lastId = plan.server === 'without-ids' ? '' : ((await server.ids()).at(-1) ?? '');
  const has = (progress: Progress): boolean =>
    progress.phase === 'open' && (lastId === '' ? progress.coveredTo === count : progress.lastId === lastId);
  return until(page, has, plan.patienceMs);
}

async function until(page: Page, holds: (progress: Progress) => boolean, patienceMs = PATIENCE_MS): Promise<boolean> {
  for (const deadline = performance.now() + patienceMs; performance.now() < deadline; ) {
    const progress = await page.evaluate(() => window.chaos.progress());
    if (holds(progress)) return true;
    if (progress.phase === 'failed' || progress.phase === 'closed') return false;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return false;
}

async function judge({ server: kind, page }: ChaosPlan, server: ChaosServer, record: ChaosRecord): Promise<string[]> {
  const problems = kind === 'without-ids' ? judgeNumbers(record.numbers) : judgeIds(await server.ids(), record.ids);
  if (record.invalid > 0) problems.push(`${record.invalid} events were invalid`);
  // Where there was an id from the first moment on, continuity was certain throughout.
  if (page?.lastEventId !== undefined && record.resyncs > 0) problems.push(`resync was raised ${record.resyncs} times`);
  return problems;
}

/** After `close()` nothing is left in the page, and there never were two streams. */
async function afterwards(page: Page): Promise<string[]> {
  await page.evaluate(() => window.chaos.close());
  const { overlaps, leftovers, problems } = await page.evaluate(() => ({
    overlaps: window.instruments.overlaps,
    leftovers: window.instruments.leftovers(),
    problems: window.instruments.problems,
  }));
  return [
    ...shortened(overlaps.map((address) => `two requests at once to ${address}`)),
    ...(leftovers.timers > 0 ? [`${leftovers.timers} timers are left after close()`] : []),
    ...leftovers.listeners.map((listener) => `a listener is left after close(): ${listener}`),
    ...shortened(problems.map((problem) => `in the page: ${problem}`)),
  ];
}

function tell(
  plan: ChaosPlan,
  problems: readonly string[],
  result: Omit<ChaosResult, 'problems' | 'story'>,
  proxy: TcpProxy,
): string {
  const { record, faults, streamFaults, restarts, spells, gaps, tookMs } = result;
  const kinds = [...faults].map(([kind, count]) => `${kind} ${count}`).join(', ');
  const lines = [
    `seed ${plan.seed}, ${plan.server}: ${result.events} events, ${streamFaults} faults to streams in ${Math.round(tookMs / 1_000)} s`,
    `faults in all: ${kinds}; ${restarts} times SIGKILL, ${spells} times streams refused`,
    `client: ${record.metrics.connections} connections, ${record.metrics.polls} polls, ${record.refreshes} tokens, ` +
      `${record.suppressed} duplicates kept off, ${record.resyncs} resyncs, ${gaps} gaps; phases ${JSON.stringify(record.phases)}`,
  ];
  if (problems.length === 0) return lines.join('\n');
  return [
    ...lines,
    '',
    ...problems,
    '',
    'proxy:',
    ...proxy.trace.slice(-TOLD),
    '',
    'page:',
    ...record.trace.slice(-TOLD),
  ].join('\n');
}
