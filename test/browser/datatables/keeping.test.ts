import { describe, expect, it } from 'vitest';
import { VERSIONS } from './bundles.ts';
import { MODES, openTableLab } from './table-lab.ts';

describe.each(VERSIONS)('DataTables %i', (version) => {
  it.each([35, 10_000].flatMap((rows) => MODES.map(([mode, ssp]) => [rows, mode, ssp] as const)))(
    '[T3] %i rows, %s: page, order, search, selection, focus and scroll',
    async (rows, _, serverSide) => {
      const lab = await openTableLab(version, rows);
      await lab.start({ serverSide });
      const before = await lab.page.evaluate(async () => {
        const { api, draws, until } = window.side;
        const drawn = async (act: () => unknown): Promise<void> => {
          const { count } = draws;
          act();
          await until(() => draws.count > count);
        };
        await drawn(() => api.order([1, 'desc']).draw());
        await drawn(() => api.search('purchase').draw());
        await drawn(() => api.page(2).draw('page'));
        const all = [...document.querySelectorAll<HTMLElement>('#purchases tbody tr')];
        for (const index of [1, 3]) all[index]?.classList.add('selected');
        window.scrollTo(0, 120);
        all[3]?.querySelector('button')?.focus({ preventScroll: true });
        return look();
      });
      expect(before).toMatchObject({ page: 2, order: [[1, 'desc']], search: 'purchase', top: 120 });
      expect(before.selected).toHaveLength(2);
      expect(before.focused).toBe(before.selected[1]);
      const changed = lab.rows.findIndex(({ id }) => id === before.selected[1]);
      lab.change(changed);
      await lab.emit('changed');
      await lab.untilResults(1);
      expect(await lab.page.evaluate((id) => window.side.shown(id ?? '')?.[2], before.selected[1])).toBe('1');
      expect(await lab.page.evaluate(() => look())).toEqual(before);
    },
  );

  it.each(MODES)('[T3] %s: a table that scrolls in itself', async (_, serverSide) => {
    const lab = await openTableLab(version);
    await lab.start({ serverSide, scrollY: '120px' });
    const scrolled = (): Promise<number> =>
      lab.page.evaluate(() => window.side.api.table().node().parentElement?.scrollTop ?? -1);
    await lab.page.evaluate(() => void (window.side.api.table().node().parentElement as Element).scrollTo(0, 150));
    expect(await scrolled()).toBe(150);
    await lab.emit('changed');
    await lab.untilResults(1);
    expect(await scrolled()).toBe(150);
  });

  it.each(MODES)('[T3] %s: what is typed in a field, and where the caret is', async (_, serverSide) => {
    const lab = await openTableLab(version);
    await lab.start({ serverSide });
    await lab.page.evaluate(() => {
      const field = document.querySelector('#purchase-4 input') as HTMLInputElement;
      field.focus();
      field.value = 'half a thought';
      field.setSelectionRange(2, 6);
    });
    lab.change(3);
    await lab.emit('changed');
    await lab.untilResults(1);
    expect(
      await lab.page.evaluate(() => {
        const { value, selectionStart, selectionEnd } = document.activeElement as HTMLInputElement;
        return [value, selectionStart, selectionEnd, window.side.shown('purchase-4')?.[2]];
      }),
    ).toEqual(['half a thought', 2, 6, '1']);
  });

  it('[T3] a selected row on a page that is not shown is selected when it is', async () => {
    const lab = await openTableLab(version);
    await lab.start();
    await lab.page.evaluate(() => {
      document.getElementById('purchase-2')?.classList.add('selected');
      window.side.api.page(1).draw('page');
    });
    for (let round = 1; round <= 2; round++) {
      await lab.emit('changed');
      await lab.untilResults(round);
    }
    await lab.page.evaluate(() => void window.side.api.page(0).draw('page'));
    expect(await lab.page.evaluate(() => [...document.querySelectorAll('.selected')].map(({ id }) => id))).toEqual([
      'purchase-2',
    ]);
  });

  it.each(MODES)('[T3] %s: on the last page, and it is gone: the last that is there', async (_, serverSide) => {
    const lab = await openTableLab(version);
    await lab.start({ serverSide });
    await lab.page.evaluate(async () => {
      window.side.api.page(3).draw('page');
      await window.side.until(() => window.side.shown('purchase-31') !== undefined);
    });
    lab.rows.length = 15;
    await lab.emit('changed');
    expect(await lab.untilResults(1)).toHaveLength(1);
    await lab.untilPhase('idle');
    expect(
      await lab.page.evaluate(() => [window.side.api.page.info().page, window.side.shown('purchase-11')?.[0]]),
    ).toEqual([1, 'Purchase 00011']);
  });

  it('[T3] keepPage: false goes back to the first page', async () => {
    const lab = await openTableLab(version);
    await lab.start({}, { keepPage: false });
    await lab.page.evaluate(() => void window.side.api.page(2).draw('page'));
    await lab.emit('changed');
    await lab.untilResults(1);
    expect(await lab.page.evaluate(() => window.side.api.page.info().page)).toBe(0);
  });

  it('[T3] rows without an id: the focus does not go to another row', async () => {
    const lab = await openTableLab(version);
    await lab.start({ options: { rowId: '' } });
    await lab.page.evaluate(() => document.querySelector<HTMLElement>('#purchases button')?.focus());
    lab.rows.shift();
    await lab.emit('changed');
    expect(await lab.untilResults(1)).toMatchObject([{ ok: true }]);
    expect(await lab.page.evaluate(() => document.activeElement?.tagName)).toBe('BODY');
  });
});

/** Defined in the page by the laboratory: what a user sees of the table. */
declare function look(): {
  page: number;
  order: unknown;
  search: string;
  selected: string[];
  focused: string | undefined;
  top: number;
};
