import { describe, expect, it } from 'vitest';
import { VERSIONS } from './bundles.ts';
import { MODES, openTableLab, type TableLab } from './table-lab.ts';

describe.each(VERSIONS)('DataTables %i', (version) => {
  it.each([
    [35, false],
    [10_000, false],
    [35, true],
  ] as const)('[T3, T10] %i rows, without ajax %s: many events, one draw, no reload', async (rows, withoutAjax) => {
    const lab = await openTableLab(version, rows);
    await lab.start({ withoutAjax });
    if (withoutAjax) await fill(lab);
    await bindApply(lab);
    await lab.page.evaluate(() => {
      window.side.api.page(1).draw('page');
      document.querySelector<HTMLElement>('#purchase-13 button')?.focus();
      document.getElementById('purchase-13')?.classList.add('selected');
      window.scrollTo(0, 60);
      window.side.draws.count = 0;
    });
    const before = lab.requests;
    const row = lab.change(12, { amount: 1 });
    await lab.emit(
      'changed',
      ...Array.from({ length: 50 }, (_, count) => ({ id: row.id, row: { ...row, revision: count } })),
      { id: 'purchase-new', row: { ...row, id: 'purchase-new', name: 'Purchase 00013b' } },
      { id: 'purchase-14', row: null },
      { id: 'purchase-unknown', row: null },
    );
    await lab.page.evaluate(() => window.side.until(() => window.side.shown('purchase-new') !== undefined));
    expect(
      await lab.page.evaluate(() => ({
        draws: window.side.draws.count,
        page: window.side.api.page.info().page,
        shown: window.side.shown('purchase-13')?.slice(1, 3),
        gone: window.side.shown('purchase-14'),
        focused: (document.activeElement as HTMLElement).dataset['id'],
        selected: document.querySelector('.selected')?.id,
        top: window.scrollY,
      })),
    ).toEqual({
      draws: 1,
      page: 1,
      shown: ['1', '49'],
      gone: undefined,
      focused: 'purchase-13',
      selected: 'purchase-13',
      top: 60,
    });
    expect(lab.requests).toBe(before);
  });

  it('[T10] false from apply, an exception in it, and server-side processing reload', async () => {
    const lab = await openTableLab(version);
    await lab.start();
    await bindApply(lab);
    await lab.emit('changed', { id: 'reload' });
    await lab.untilResults(1);
    await lab.emit('changed', { id: 'throw' });
    await lab.untilResults(2);
    expect(lab.requests).toBe(3);
    expect(await lab.page.evaluate(() => window.side.errors.length)).toBe(1);
    const other = await openTableLab(version);
    await other.start({ serverSide: true });
    await bindApply(other);
    await other.emit('changed', { id: 'purchase-1', row: null });
    await other.untilResults(1);
    expect(other.requests).toBe(2);
  });

  it('[T10] what is thrown while drawing is reported, and a reload puts it right', async () => {
    const lab = await openTableLab(version);
    await lab.page.evaluate(async () => {
      const flaw = Object.assign(window, { flaw: 0 });
      const drawCallback = (): void => {
        if (flaw.flaw-- === 1) throw new Error('from the page');
      };
      await window.side.makeTable({ options: { drawCallback } });
      window.side.bind();
    });
    await lab.untilListening();
    await bindApply(lab);
    await lab.page.evaluate(() => void Object.assign(window, { flaw: 1 }));
    const row = lab.change(0);
    await lab.emit('changed', { id: row.id, row });
    expect(await lab.untilResults(1)).toMatchObject([{ ok: true }]);
    expect(await lab.page.evaluate(() => [window.side.errors.length, window.side.shown('purchase-1')?.[2]])).toEqual([
      1,
      '1',
    ]);
  });

  it('[T10, T1] a change while a reload is out is not undone by its answer', async () => {
    const lab = await openTableLab(version);
    await lab.start();
    await bindApply(lab);
    const old = JSON.stringify({ data: lab.rows });
    const release = Promise.withResolvers<void>();
    lab.answer(async (exchange) => {
      lab.answer(null);
      await release.promise;
      await exchange.reply(200, { 'content-type': 'application/json' }, old);
    });
    await lab.page.evaluate(() => window.side.binding.reload());
    await lab.untilPhase('loading');
    const row = lab.change(0);
    await lab.emit('changed', { id: row.id, row });
    await lab.page.evaluate(() => window.side.until(() => window.side.shown('purchase-1')?.[2] === '1'));
    release.resolve();
    await lab.untilResults(2);
    expect(await lab.page.evaluate(() => window.side.shown('purchase-1')?.[2])).toBe('1');
  });

  it('[T9, T10] changes wait while a user edits, and come in order', async () => {
    const lab = await openTableLab(version);
    await lab.start();
    await bindApply(lab);
    await lab.page.evaluate(() => void Object.assign(window, { editing: true }));
    const row = lab.change(0);
    for (let revision = 1; revision <= 3; revision++)
      await lab.emit('changed', { id: row.id, row: { ...row, revision } });
    await lab.page.evaluate(() => window.side.until(() => window.side.client.lastEventId === '3'));
    expect(await lab.page.evaluate(() => window.side.shown('purchase-1')?.[2])).toBe('0');
    await lab.page.evaluate(() => {
      window.side.draws.count = 0;
      Object.assign(window, { editing: false });
    });
    await lab.page.evaluate(() => window.side.until(() => window.side.draws.count > 0));
    expect(await lab.page.evaluate(() => [window.side.shown('purchase-1')?.[2], window.side.draws.count])).toEqual([
      '3',
      1,
    ]);
  });

  it.each(MODES.slice(0, 1))('[T6] %s: a table with nothing to reload from says so, without a button', async () => {
    const lab = await openTableLab(version);
    await lab.start({ withoutAjax: true });
    await bindApply(lab);
    lab.cut();
    expect(await lab.untilResults(1)).toMatchObject([{ ok: false, failure: 'no-ajax' }]);
    expect(await lab.page.evaluate(() => window.side.button())).toBeNull();
  });
});

/** Binds anew, with changes by id: a row, or `null` for one that is gone. */
async function bindApply(lab: TableLab): Promise<void> {
  await lab.page.evaluate(() => {
    window.side.binding.dispose();
    window.side.bind({
      hold: () => Boolean((window as unknown as { editing?: boolean }).editing),
      apply: ({ data: { id = '', row } }, table) => {
        if (id === 'throw') throw new Error('from apply');
        if (id === 'reload') return false;
        if (row === null) table.remove(id);
        else table.set(id, row);
        return undefined;
      },
    });
  });
}

/** The rows, into a table that has no ajax. */
async function fill(lab: TableLab): Promise<void> {
  await lab.page.evaluate((rows) => {
    for (const row of rows) window.side.api.row.add(row);
    window.side.api.draw();
  }, lab.rows);
}
