import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../../scripts/bootstrap.mjs';
import type { Exchange } from '../../support/fault-server.ts';
import { VERSIONS } from './bundles.ts';
import { MODES, openTableLab, type TableLab } from './table-lab.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

/** How a reload can fail, and what it is called then. */
const FAULTS: readonly (readonly [
  fault: string,
  answer: (exchange: Exchange) => void | Promise<void>,
  result: object,
])[] = [
  ['a network failure', (exchange) => exchange.reset(), { failure: 'network', status: 0 }],
  ['a 500', (exchange) => exchange.reply(500, JSON_TYPE, '{}'), { failure: 'http', status: 500 }],
  ['a login page', (exchange) => exchange.reply(200, {}, '<html>'), { failure: 'answer', status: 200 }],
  ['an error in it', (exchange) => exchange.reply(200, JSON_TYPE, '{"error":"No","data":[]}'), { failure: 'answer' }],
];
const CASES = FAULTS.flatMap(([fault, answer, result]) =>
  MODES.map(([mode, serverSide]) => [fault, mode, serverSide, answer, result] as const),
);

describe.each(VERSIONS)('DataTables %i', (version) => {
  it.each(CASES)(
    '[T4, T5] %s, %s: no alert, the old rows, and the button',
    async (_, __, serverSide, answer, result) => {
      const lab = await openTableLab(version);
      await lab.start({ serverSide });
      lab.answer(answer);
      await lab.emit('changed');
      expect(await lab.untilResults(1)).toMatchObject([{ ok: false, ...result }]);
      expect(await lab.page.evaluate(() => window.side.button()?.textContent)).toBe('Reload table');
      expect(await lab.page.evaluate(() => window.side.shown('purchase-1')?.[0])).toBe('Purchase 00001');
      expect(await indicator(lab)).toBe('none');
      expect(await lab.page.evaluate(() => window.side.binding.state)).toMatchObject({
        phase: 'idle',
        reloadedAt: null,
      });
      lab.answer(null);
      lab.change(0);
      await lab.page.evaluate(() => window.side.button()?.click());
      expect(await lab.untilResults(2)).toMatchObject([{ ok: false }, { ok: true }]);
      expect(await lab.page.evaluate(() => [window.side.button(), window.side.shown('purchase-1')?.[2]])).toEqual([
        null,
        '1',
      ]);
      expect(await lab.page.evaluate(() => [window.side.alerts, window.side.errors])).toEqual([[], []]);
    },
  );

  it("[T4] leaves errMode, and failures of the page's own reloads, to the page", async () => {
    const lab = await openTableLab(version);
    await lab.start();
    lab.answer((exchange) => exchange.reply(500));
    await lab.emit('changed');
    await lab.untilResults(1);
    const told = await lab.page.evaluate(async () => {
      const { ext } = window.side.DataTable as unknown as { ext: { errMode: unknown } };
      const before = ext.errMode;
      const seen: unknown[] = [];
      window.side.api.ajax.reload(null, false);
      await window.side.until(() => window.side.alerts.length === 1);
      ext.errMode = (_: unknown, note: unknown) => seen.push(note);
      window.side.api.ajax.reload(null, false);
      await window.side.until(() => seen.length === 1);
      return [before, seen.length, window.side.alerts.length];
    });
    expect(told).toEqual(['alert', 1, 1]);
  });

  it("[T2, T4] a request of the page's own, refused while ours is out, is the page's business", async () => {
    const lab = await openTableLab(version);
    await lab.start({ serverSide: true });
    const held = holdAll(lab);
    await lab.emit('changed');
    await lab.until(() => held.length === 1);
    lab.answer((exchange) => exchange.reply(500));
    await lab.page.evaluate(() => void window.side.api.page(1).draw('page'));
    await lab.page.evaluate(() => window.side.until(() => window.side.alerts.length === 1));
    expect(await lab.page.evaluate(() => window.side.binding.state.phase)).toBe('loading');
    await lab.reply(held[0] as Exchange);
    expect(await lab.untilResults(1)).toMatchObject([{ ok: true }]);
  });

  it("[T5] a good reload of the page's own removes the button", async () => {
    const lab = await openTableLab(version);
    await lab.start();
    lab.answer((exchange) => exchange.reply(500));
    await lab.emit('changed');
    await lab.untilResults(1);
    lab.answer(null);
    await lab.page.evaluate(() => void window.side.api.ajax.reload(null, false));
    await lab.page.evaluate(() => window.side.until(() => !window.side.button()));
    expect(await lab.page.evaluate(() => window.side.binding.state.failure)).toBeNull();
  });

  it.each(MODES)('[T4, T5] %s: overdue, the button; an answer in the end, and it is gone', async (_, serverSide) => {
    const lab = await openTableLab(version);
    await lab.start({ serverSide }, { timeoutMs: 100 });
    const held = holdAll(lab);
    lab.change(0);
    await lab.emit('changed');
    expect(await lab.untilResults(1)).toMatchObject([{ ok: false, failure: 'timeout' }]);
    expect(await lab.page.evaluate(() => window.side.button() !== null)).toBe(true);
    await lab.reply(held[0] as Exchange);
    expect(await lab.untilResults(2)).toMatchObject([{ ok: false }, { ok: true }]);
    expect(await lab.page.evaluate(() => [window.side.button(), window.side.shown('purchase-1')?.[2]])).toEqual([
      null,
      '1',
    ]);
  });

  it.each(MODES)(
    '[T1, T4] %s: overdue, then refused: no alert; the next gives the old one up',
    async (_, serverSide) => {
      const lab = await openTableLab(version);
      await lab.start({ serverSide }, { timeoutMs: 100 });
      const held = holdAll(lab);
      await lab.emit('changed');
      await lab.untilResults(1);
      await lab.page.evaluate(() => window.side.button()?.click());
      await lab.until(() => held[0]?.isClosed === true && held.length === 2);
      expect(held[0]?.request.cutOff).toBe(true);
      await lab.untilResults(2);
      await held[1]?.reply(500);
      expect(await lab.untilResults(3)).toMatchObject([{}, { failure: 'timeout' }, { failure: 'http' }]);
      expect(await lab.page.evaluate(() => window.side.alerts)).toEqual([]);
    },
  );

  it('[T5] by keyboard, with a focus that goes to the table; nothing for axe to say', async () => {
    const lab = await openTableLab(version);
    await lab.start({}, { fallback: { text: 'Try again', message: 'Out of date.', className: 'btn' } });
    lab.answer((exchange) => exchange.reply(500));
    await lab.emit('changed');
    await lab.untilResults(1);
    await lab.page.evaluate(() => window.side.until(() => document.querySelector('[role=status]')?.textContent !== ''));
    expect(await ofButton(lab)).toEqual({
      type: 'button',
      className: 'btn',
      text: 'Try again',
      description: 'Out of date.',
      isBeforeTable: true,
    });
    await lab.page.evaluate(readFileSync(join(ROOT, 'node_modules/axe-core/axe.min.js'), 'utf8'));
    const violations = await lab.page.evaluate(async () => {
      const { axe } = window as unknown as { axe: { run(context: unknown): Promise<AxeResults> } };
      return (await axe.run(window.side.button()?.parentElement)).violations.map(({ id }) => id);
    });
    expect(violations).toEqual([]);
    lab.answer(null);
    await lab.page.focus('body');
    await lab.page.keyboard.press('Tab');
    expect(await lab.page.evaluate(() => document.activeElement === window.side.button())).toBe(true);
    await lab.page.keyboard.press('Enter');
    await lab.untilResults(2);
    expect(await lab.page.evaluate(() => [document.activeElement?.id, window.side.button()])).toEqual([
      'purchases',
      null,
    ]);
    await lab.page.keyboard.press('Tab');
    expect(await lab.page.evaluate(() => document.getElementById('purchases')?.hasAttribute('tabindex'))).toBe(false);
  });

  it('[T5] a function of your own', async () => {
    const lab = await openTableLab(version);
    await lab.start();
    await lab.page.evaluate(() => {
      window.side.binding.dispose();
      const log: unknown[] = [];
      window.side.bind({
        fallback: ({ failure, status, container, reload }) => {
          log.push(failure, status, container.contains(window.side.api.table().node()));
          Object.assign(window, { reload });
          return () => log.push('gone');
        },
      });
      Object.assign(window, { log });
    });
    const log = (): Promise<unknown> => lab.page.evaluate(() => (window as unknown as { log: unknown }).log);
    lab.answer((exchange) => exchange.reply(503));
    for (let round = 1; round <= 2; round++) {
      await lab.emit('changed');
      await lab.untilResults(round);
    }
    expect(await log()).toEqual(['http', 503, true]);
    lab.answer(null);
    await lab.page.evaluate(() => (window as unknown as { reload(): void }).reload());
    await lab.untilResults(3);
    expect(await log()).toEqual(['http', 503, true, 'gone']);
    expect(await lab.page.evaluate(() => window.side.button())).toBeNull();
  });

  it('[T5] fallback: false shows nothing', async () => {
    const lab = await openTableLab(version);
    await lab.start({}, { fallback: false });
    lab.answer((exchange) => exchange.reply(500));
    await lab.emit('changed');
    await lab.untilResults(1);
    expect(await lab.page.evaluate(() => [window.side.button(), window.side.binding.state.failure])).toEqual([
      null,
      'http',
    ]);
  });
});

it('[T5] hangs: the button at 5 s unless told otherwise; pressed, the table is reloaded and the button gone', async () => {
  await Promise.all(
    VERSIONS.map(async (version) => {
      const lab = await openTableLab(version);
      await lab.start({ serverSide: true });
      holdAll(lab);
      await lab.page.evaluate(() => {
        const marks = Object.assign(window, { marks: { pressed: 0, shown: 0 } }).marks;
        new MutationObserver(() => {
          if (window.side.button()) marks.shown ||= performance.now();
        }).observe(document.body, { childList: true, subtree: true });
        window.side.binding.reload();
        marks.pressed = performance.now();
      });
      await lab.untilResults(1);
      const waited = await lab.page.evaluate(() => {
        const { marks } = window as unknown as { marks: { pressed: number; shown: number } };
        return marks.shown - marks.pressed;
      });
      expect(waited).toBeGreaterThan(4_950);
      lab.answer(null);
      await lab.page.evaluate(() => window.side.button()?.click());
      expect(await lab.untilResults(2)).toMatchObject([{ failure: 'timeout' }, { ok: true }]);
      expect(await lab.page.evaluate(() => window.side.button())).toBeNull();
    }),
  );
});

/** Leaves every request without an answer. */
function holdAll(lab: TableLab): readonly Exchange[] {
  const held: Exchange[] = [];
  lab.answer((exchange) => {
    held.push(exchange);
    return exchange.hang();
  });
  return held;
}

/** How DataTables' "Processing" indicator shows. */
function indicator(lab: TableLab): Promise<string | undefined> {
  return lab.page.evaluate(
    () => document.querySelector<HTMLElement>('.dt-processing, .dataTables_processing')?.style.display,
  );
}

function ofButton(lab: TableLab): Promise<object> {
  return lab.page.evaluate(() => {
    const button = window.side.button() as HTMLButtonElement;
    return {
      type: button.type,
      className: button.className,
      text: button.textContent,
      description: document.getElementById(button.getAttribute('aria-describedby') ?? '')?.textContent,
      isBeforeTable: button.parentElement?.nextSibling === window.side.api.table().container(),
    };
  });
}
