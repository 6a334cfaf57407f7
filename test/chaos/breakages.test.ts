import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../support/browser.ts';
import { SHOWERS } from '../support/tcp-faults.ts';
import { judgeIds, judgeNumbers } from './judge.ts';
import { type ChaosPlan, runChaos } from './run.ts';

/** What must not pass unnoticed, and what is then said. */
const BREAKAGES: readonly (readonly [name: string, plan: Partial<ChaosPlan>, said: RegExp])[] = [
  [
    'duplicates are delivered',
    { server: 'repeating', page: { lastEventId: '0', dedupe: false } },
    /^event \d+ came twice$/,
  ],
  ['the server ignores Last-Event-ID', { server: 'forgetful' }, /^event \d+ did not come$/],
  [
    'the client forgets where it was',
    {
      server: 'demo',
      breakage: {
        name: 'the last event id does not move with what is received',
        file: 'src/core/stream.ts',
        find: 's.lastEventId = lastEventId ?? s.lastEventId;',
        replace: "s.lastEventId = lastEventId === '' ? '' : s.lastEventId;",
      },
      page: { lastEventId: '0', dedupe: false },
    },
    /^event \d+ came twice$/,
  ],
  [
    'resync is not raised',
    {
      server: 'without-ids',
      page: {},
      breakage: {
        name: 'resync is never raised',
        file: 'src/core/stream.ts',
        find: "if (resync) notices.push({ type: 'resync', reason: resync });",
        replace: 'void resync;',
      },
    },
    /no resync was raised$/,
  ],
];

describe('the chaos bites', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  it.each(BREAKAGES)('[D1, D2, D4] when %s', async (_, plan, said) => {
    const { problems, story } = await runChaos(browser, {
      seed: 1,
      server: 'repeating',
      events: 1_500,
      faults: 12,
      weather: SHOWERS,
      page: { lastEventId: '0' },
      patienceMs: 3_000,
      ...plan,
    });
    if (!problems.some((problem) => said.test(problem))) throw new Error(`Nobody noticed.\n${story}`);
  });
});

it('the judge sees what is missing, twice, out of order or of nowhere', () => {
  expect(judgeIds(['1', '2', '3'], ['1', '2', '3'])).toEqual([]);
  expect(judgeIds(['1', '2', '3'], ['1', '3'])).toEqual(['event 2 did not come']);
  expect(judgeIds(['1', '2'], ['1', '2', '1'])).toEqual(['event 1 came twice']);
  expect(judgeIds(['1', '2'], ['2', '1'])).toEqual(['event 2 came where 1 belongs']);
  expect(judgeIds(['1'], ['1', '9'])).toEqual(['event 9 came, and there is none']);
  expect(judgeNumbers([1, 2, 0, 5, 6])).toEqual([]);
  expect(judgeNumbers([1, 2, 5])).toEqual(['between 2 and 5 no resync was raised']);
  expect(judgeNumbers([1, 2, 0, 2])).toEqual(['event 2 came after 2']);
});
