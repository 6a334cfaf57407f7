import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from '../support/browser.ts';
import { SHOWERS, STORM } from '../support/tcp-faults.ts';
import { type ChaosPlan, type ChaosResult, runChaos } from './run.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

/** The same faults every time; `CHAOS_SEED` brings others, and `CHAOS_SEED=random` new ones. A failure prints the seed. */
const asked = process.env['CHAOS_SEED'] ?? '20261121';
const seed = asked === 'random' ? Math.floor(Math.random() * 1e6) : Number(asked);

/** `npm run soak -- chaos` is the long form. */
async function play(plan: Omit<ChaosPlan, 'seed'>): Promise<ChaosResult> {
  const result = await runChaos(browser, { seed, ...plan });
  if (result.problems.length > 0) throw new Error(result.story);
  console.log(result.story);
  return result;
}

it('[C1, C2, C6, D1, D2] brings every event of the demo once and in order through every kind of fault', async () => {
  const { streamFaults, record } = await play({
    server: 'demo',
    events: 10_000,
    faults: 150,
    weather: STORM,
    everyKind: true,
    page: { lastEventId: '0' },
  });
  expect(streamFaults).toBeGreaterThanOrEqual(150);
  expect(record.ids.length).toBeGreaterThanOrEqual(10_000);
});

it('[A2, P3, P6, D1, D2] the same while tokens expire, the server is killed and streams are refused', async () => {
  const { restarts, spells, record } = await play({
    server: 'demo',
    events: 3_000,
    faults: 40,
    weather: STORM,
    page: { lastEventId: '0' },
    upheavalEveryMs: 3_500,
  });
  expect(restarts).toBeGreaterThan(0);
  expect(spells).toBeGreaterThan(0);
  expect(record.phases.polling).toBeGreaterThan(0);
  expect(record.metrics.polls).toBeGreaterThan(0);
  expect(record.refreshes).toBeGreaterThan(0);
});

it('[D4] without ids, raises resync before every gap, and a page that then loads afresh has everything', async () => {
  const { gaps, record } = await play({
    server: 'without-ids',
    events: 3_000,
    faults: 40,
    weather: STORM,
    upheavalEveryMs: 4_000,
  });
  expect(gaps).toBeGreaterThan(0);
  expect(record.resyncs).toBeGreaterThanOrEqual(gaps);
});

it('[D2] a server that sends again what it sent shortly before is put up with', async () => {
  const { record } = await play({
    server: 'repeating',
    events: 2_000,
    faults: 25,
    weather: SHOWERS,
    page: { lastEventId: '0' },
  });
  expect(record.suppressed).toBeGreaterThan(0);
});
