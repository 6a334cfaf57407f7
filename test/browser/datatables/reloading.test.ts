import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../support/fault-server.ts';
import { VERSIONS } from './bundles.ts';
import { MODES, openTableLab, type TableLab } from './table-lab.ts';

describe.each(VERSIONS)('DataTables %i', (version) => {
  it.each(MODES)(
    '[T1] %s: 200 events in a second, one reload a second, the last state in the table',
    async (_, ssp) => {
      const lab = await openTableLab(version);
      await lab.start({ serverSide: ssp }, { coalesceMs: 1_000 });
      for (let count = 0; count < 200; count++) {
        lab.change(2);
        await lab.emit('changed', { id: 'purchase-3' });
        await lab.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 2)));
      }
      await lab.page.evaluate(() => window.side.until(() => window.side.shown('purchase-3')?.[2] === '200'));
      const [, ...times] = lab.times;
      const gaps = times.slice(1).map((time, index) => time - (times[index] as number));
      expect(times.length).toBeGreaterThanOrEqual(2);
      // Timers of browsers may fire a little early, and a request takes a moment to come in.
      for (const gap of gaps) expect(gap).toBeGreaterThan(950);
      expect(lab.mostAtOnce).toBe(1);
    },
  );

  it.each(MODES)('[T1] %s: events during a reload make one more, whatever their number', async (_, serverSide) => {
    const lab = await openTableLab(version);
    await lab.start({ serverSide });
    const release = holdBack(lab);
    await lab.emit('changed');
    await lab.untilPhase('loading');
    lab.change(0);
    for (let count = 0; count < 3; count++) await lab.emit('changed', {}, {}, {});
    await lab.page.evaluate(() => window.side.until(() => window.side.binding.state.again));
    await release();
    expect(await lab.untilResults(2)).toHaveLength(2);
    expect(await lab.page.evaluate(() => window.side.shown('purchase-1')?.[2])).toBe('1');
    expect(await lab.page.evaluate(() => window.side.binding.state)).toMatchObject({ phase: 'idle', failure: null });
    expect([lab.requests, lab.mostAtOnce]).toEqual([3, 1]);
  });

  it('[T2] paging in between draws the table, and the reload is not over for that', async () => {
    const lab = await openTableLab(version);
    await lab.start();
    const release = holdBack(lab);
    await lab.emit('changed');
    await lab.untilPhase('loading');
    await lab.page.evaluate(() => void window.side.api.page(1).draw('page'));
    expect(await lab.page.evaluate(() => [window.side.draws.count, window.side.binding.state.phase])).toEqual([
      1,
      'loading',
    ]);
    await release();
    expect(await lab.untilResults(1)).toMatchObject([{ ok: true }]);
    expect(await lab.page.evaluate(() => window.side.api.page.info().page)).toBe(1);
  });

  it('[T2] server-side paging in between: the answer to our request comes to nothing and ends the reload', async () => {
    const lab = await openTableLab(version);
    await lab.start({ serverSide: true });
    const release = holdBack(lab);
    await lab.emit('changed');
    await lab.untilPhase('loading');
    await lab.page.evaluate(() => void window.side.api.page(1).draw('page'));
    await lab.until(() => lab.requests === 3);
    await release();
    expect(await lab.untilResults(1)).toMatchObject([{ ok: true }]);
    await lab.page.evaluate(() => window.side.until(() => window.side.shown('purchase-11') !== undefined));
    expect(await lab.page.evaluate(() => window.side.button())).toBeNull();
  });

  it("[T2, T4] the page's own reload takes the place of ours, and what becomes of it is its own", async () => {
    const lab = await openTableLab(version);
    await lab.start();
    holdBack(lab);
    await lab.emit('changed');
    await lab.untilPhase('loading');
    await lab.until(() => lab.requests === 2);
    lab.answer((exchange) => exchange.reply(500));
    await lab.page.evaluate(() => void window.side.api.ajax.reload(null, false));
    expect(await lab.untilResults(1)).toEqual([{ ok: false, failure: 'http', status: 500 }]);
    expect(await lab.page.evaluate(() => window.side.alerts.length)).toBe(1);
  });

  it.each([
    ['at once', 0],
    ['later', 20],
  ])("[T2] a page's own ajax function that calls back %s", async (_, delayMs) => {
    const lab = await openTableLab(version);
    await lab.page.evaluate(async (delay) => {
      const shown = { revision: 0 };
      const rows = (): object[] => [{ id: 'purchase-1', name: 'One', amount: 1, revision: shown.revision++ }];
      const ajax = (__: unknown, callback: (json: object) => void): void => {
        if (delay === 0) callback({ data: rows() });
        else setTimeout(() => callback({ data: rows() }), delay);
      };
      await window.side.makeTable({ options: { ajax } });
      window.side.bind();
    }, delayMs);
    for (let round = 1; round <= 2; round++) {
      await lab.page.evaluate(() => window.side.binding.reload());
      expect((await lab.untilResults(round)).at(-1)).toMatchObject({ ok: true });
      expect(await lab.page.evaluate(() => window.side.shown('purchase-1')?.[2])).toBe(`${round}`);
    }
    expect(await lab.page.evaluate(() => [window.side.errors, window.side.results.length])).toEqual([[], 2]);
  });

  it("[T2] a page's own ajax function whose request breaks", async () => {
    const lab = await openTableLab(version);
    await lab.page.evaluate(async () => {
      const ajax = (_: unknown, callback: (json: unknown) => void): XMLHttpRequest => {
        const request = new XMLHttpRequest();
        request.open('GET', '/rows');
        request.onload = () => callback(JSON.parse(request.responseText));
        request.send();
        return request;
      };
      await window.side.makeTable({ options: { ajax } });
      window.side.bind();
    });
    lab.answer((exchange) => exchange.reset());
    await lab.page.evaluate(() => window.side.binding.reload());
    expect(await lab.untilResults(1)).toMatchObject([{ ok: false, failure: 'network' }]);
  });

  it("[T2, T3] the page's own reload takes the place of ours, and goes to the page it wants", async () => {
    const lab = await openTableLab(version);
    await lab.start();
    await lab.page.evaluate(() => void window.side.api.page(2).draw('page'));
    holdBack(lab);
    await lab.emit('changed');
    await lab.untilPhase('loading');
    await lab.until(() => lab.requests === 2);
    await lab.page.evaluate(() => void window.side.api.ajax.reload(null, true));
    expect(await lab.untilResults(1)).toMatchObject([{ ok: true }]);
    expect(await lab.page.evaluate(() => window.side.api.page.info().page)).toBe(0);
  });

  it.each(MODES)('[T2, T8] %s: destroyed on the way, reloaded when it is made anew', async (_, serverSide) => {
    const lab = await openTableLab(version);
    await lab.start({ serverSide });
    holdBack(lab);
    await lab.emit('changed');
    await lab.untilPhase('loading');
    await lab.page.evaluate(() => {
      window.side.api.destroy();
      document.getElementById('purchases')?.remove();
    });
    expect(await lab.untilResults(1)).toMatchObject([{ ok: false, failure: 'destroyed' }]);
    expect(await lab.page.evaluate(() => [window.side.button(), window.side.alerts])).toEqual([null, []]);
    lab.answer(null);
    await lab.page.evaluate((ssp) => window.side.makeTable({ serverSide: ssp }).then(() => undefined), serverSide);
    expect(await lab.untilResults(2)).toMatchObject([{ ok: false }, { ok: true }]);
    expect(await lab.page.evaluate(() => window.side.errors)).toEqual([]);
  });

  it('[T6] a stream that comes back without a place to resume from: one reload', async () => {
    const lab = await openTableLab(version);
    await lab.start();
    lab.cut();
    await lab.untilResults(1);
    await lab.untilListening();
    await settled(lab);
    expect(lab.requests).toBe(2);
  });

  it('[T6] to polling, one reload; back to the stream, one more', async () => {
    const lab = await openTableLab(version);
    await lab.start();
    // With an id to resume from, the switches alone are the reason.
    await lab.emit('other');
    await lab.page.evaluate(() => window.side.until(() => window.side.client.lastEventId === '1'));
    lab.refuse(true);
    lab.cut();
    await lab.untilResults(1);
    expect(await lab.page.evaluate(() => window.side.client.state.phase)).toBe('polling');
    await settled(lab);
    expect(lab.requests).toBe(2);
    lab.refuse(false);
    await lab.untilResults(2);
    expect(await lab.page.evaluate(() => window.side.client.state.phase)).toBe('open');
    await settled(lab);
    expect(lab.requests).toBe(3);
  });

  it.each(MODES)('[T9] %s: while a user edits, the reload waits and is not lost', async (_, serverSide) => {
    const lab = await openTableLab(version);
    await lab.start({ serverSide });
    await lab.page.evaluate(() => {
      window.side.binding.dispose();
      window.side.bind({ hold: (table) => table.querySelector('input.editing') !== null });
      document.querySelector('#purchases input')?.classList.add('editing');
    });
    lab.change(0);
    await lab.emit('changed');
    await lab.untilPhase('held');
    await lab.page.evaluate(() => window.side.binding.reload());
    await lab.untilPhase('held');
    expect(lab.requests).toBe(1);
    await lab.page.evaluate(() => document.querySelector('input.editing')?.classList.remove('editing'));
    expect(await lab.untilResults(1)).toMatchObject([{ ok: true }]);
    expect(await lab.page.evaluate(() => window.side.shown('purchase-1')?.[2])).toBe('1');
  });

  it.each(MODES)('[T1] %s: lets the table load for the first time before it reloads', async (_, serverSide) => {
    const lab = await openTableLab(version);
    const release = holdBack(lab);
    await lab.page.evaluate((ssp) => {
      const inits = Object.assign(window, { inits: 0 });
      void window.side.makeTable({ serverSide: ssp, options: { initComplete: () => inits.inits++ } });
      window.side.bind();
      window.side.binding.reload();
    }, serverSide);
    await lab.untilPhase('busy');
    lab.change(0);
    await release();
    expect(await lab.untilResults(1)).toMatchObject([{ ok: true }]);
    expect(await lab.page.evaluate(() => (window as unknown as { inits: number }).inits)).toBe(1);
    expect([lab.requests, lab.mostAtOnce]).toEqual([2, 1]);
  });
});

/** Leaves the next request without an answer until the function it gives is called; the one after is answered. */
function holdBack(lab: TableLab): () => Promise<void> {
  let held: Exchange | undefined;
  lab.answer((exchange) => {
    held = exchange;
    lab.answer(null);
    return exchange.hang();
  });
  return async () => {
    await lab.until(() => held !== undefined);
    await lab.reply(held as Exchange);
  };
}

/** Nothing is out and nothing waits: whatever a reason had to cause has been caused. */
async function settled(lab: TableLab): Promise<void> {
  await lab.page.evaluate(
    () => new Promise((resolve) => setTimeout(resolve, 3 * 50)), // three times coalesceMs
  );
  await lab.untilPhase('idle');
}
