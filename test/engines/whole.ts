import { expect } from 'vitest';
import type { PageOptions } from '../browser/page-side.ts';
import type { EngineLab, EnginePage, OpenLab } from './engine-lab.ts';

/** No backoff ever comes to its end, so a new connection is not one that merely waited. */
export const NO_BACKOFF = { jitter: 'none', initialDelayMs: 600_000, maxDelayMs: 600_000 } as const;

/** A laboratory with one page whose client `a` has the first five events. */
export async function connected(
  openLab: OpenLab,
  options: PageOptions = {},
): Promise<EngineLab & { readonly page: EnginePage }> {
  const lab = await openLab();
  const page = await lab.open();
  lab.log.append(5);
  await page.start('a', { reconnect: NO_BACKOFF, ...options });
  await page.untilEvents('a');
  return { ...lab, page };
}

/** Every event of the log once, in order; never two connections, as server and page saw it. */
export async function expectWhole(page: EnginePage, log: EngineLab['log']): Promise<void> {
  const { ids, resyncs } = await page.untilEvents('a');
  expect(ids).toEqual(log.ids);
  expect(resyncs).toBe(0);
  expect(log.doubled).toEqual([]);
  expect(await page.overlaps()).toEqual([]);
  expect(log.live('a')).toBe(1);
}
