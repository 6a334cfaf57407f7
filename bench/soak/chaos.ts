import { launchChromium } from '../../test/support/browser.ts';
import { STORM } from '../../test/support/tcp-faults.ts';
import { type ChaosPlan, runChaos } from '../../test/chaos/run.ts';

/** The long form of test/chaos, by name. */
export const PLANS: Readonly<Record<string, Omit<ChaosPlan, 'seed'>>> = {
  'every kind of fault': { server: 'demo', weather: STORM, everyKind: true, page: { lastEventId: '0' }, ...long() },
  'and tokens that expire, SIGKILL, polling spells': {
    server: 'demo',
    weather: STORM,
    page: { lastEventId: '0' },
    upheavalEveryMs: 8_000,
    ...long(),
  },
  'the same without ids': { server: 'without-ids', weather: STORM, upheavalEveryMs: 8_000, ...long() },
};

function long(): Pick<ChaosPlan, 'events' | 'faults'> {
  return { events: 100_000, faults: 1_000 };
}

/** Plays the three long runs and prints what they came to; says whether all promises held. */
export async function soakChaos(seed: number): Promise<boolean> {
  const browser = await launchChromium();
  let isWell = true;
  try {
    for (const [name, plan] of Object.entries(PLANS)) {
      console.log(`\n${name}`);
      const { problems, story } = await runChaos(browser, { seed, ...plan });
      console.log(story);
      isWell &&= problems.length === 0;
    }
  } finally {
    await browser.close();
  }
  return isWell;
}
