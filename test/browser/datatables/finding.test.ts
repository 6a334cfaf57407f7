import { describe, expect, it } from 'vitest';
import type { Leftovers } from '../instruments.ts';
import { VERSIONS } from './bundles.ts';
import { openTableLab, type TableLab } from './table-lab.ts';

/** Ways to name the table, and what they need to know of the library. */
const SOURCES = [
  ['a selector', () => window.side.bind({}, '#purchases')],
  ['an element', () => window.side.bind({}, document.getElementById('purchases'))],
  ['an instance', () => window.side.bind({ DataTable: undefined as never }, window.side.api as never)],
  [
    'a function giving an instance',
    () => window.side.bind({ DataTable: undefined as never }, () => window.side.api as never),
  ],
  ['a list around an element', () => window.side.bind({}, [document.getElementById('purchases') as Element])],
] as const;

/** Where a binding can stand when it is disposed of, and how it gets there. */
const PHASES: readonly (readonly [phase: string, reach: (lab: TableLab) => Promise<void>])[] = [
  ['idle', (lab) => once(lab)],
  [
    'due',
    async (lab) => {
      await once(lab);
      await lab.emit('changed');
      await lab.untilPhase('due');
    },
  ],
  [
    'loading',
    async (lab) => {
      lab.answer((exchange) => exchange.hang());
      await lab.emit('changed');
      await lab.untilPhase('loading');
    },
  ],
  [
    'idle, with the button',
    async (lab) => {
      lab.answer((exchange) => exchange.reply(500));
      await once(lab);
      await lab.page.evaluate(() => window.side.button()?.focus());
    },
  ],
  [
    'idle, with the focus on the table',
    async (lab) => {
      lab.answer((exchange) => exchange.reply(500));
      await once(lab);
      lab.answer(null);
      await lab.page.evaluate(() => {
        window.side.button()?.focus();
        window.side.button()?.click();
      });
      await lab.untilResults(2);
    },
  ],
  [
    'missing',
    async (lab) => {
      await once(lab);
      await lab.page.evaluate(() => {
        window.side.api.destroy();
        window.side.binding.reload();
      });
      await lab.untilPhase('missing');
    },
  ],
];

describe.each(VERSIONS)('DataTables %i', (version) => {
  it.each(SOURCES)('[T8] %s: replaced by another node, as Livewire does, and found again', async (_, bind) => {
    const lab = await openTableLab(version);
    await lab.page.evaluate(() => window.side.makeTable().then(() => undefined));
    await lab.page.evaluate(bind as never);
    await lab.untilListening();
    await lab.emit('changed');
    await lab.untilResults(1);
    await lab.page.evaluate(async () => {
      window.side.api.table().container().remove();
      await window.side.makeTable();
    });
    lab.change(0);
    await lab.emit('changed');
    await lab.untilResults(2);
    expect(await lab.page.evaluate(() => [window.side.shown('purchase-1')?.[2], window.side.errors])).toEqual([
      '1',
      [],
    ]);
  });

  it('[T8] destroyed and made anew on the same node, while the page keeps the old instance', async () => {
    const lab = await openTableLab(version);
    await lab.start();
    await lab.page.evaluate(async () => {
      window.side.binding.dispose();
      window.side.bind({ DataTable: undefined as never }, window.side.api as never);
      window.side.api.destroy();
      document.getElementById('purchases')?.remove();
      await window.side.makeTable();
    });
    lab.change(0);
    await lab.emit('changed');
    await lab.untilResults(1);
    expect(await lab.page.evaluate(() => window.side.shown('purchase-1')?.[2])).toBe('1');
  });

  it('[T8] a table that appears later is waited for; it says that it waits', async () => {
    const lab = await openTableLab(version);
    await lab.page.evaluate(() => {
      const tables = window as unknown as { LaravelDataTables: Record<string, never> };
      window.side.bind({ timeoutMs: 100, DataTable: undefined as never }, () => tables.LaravelDataTables['purchases']);
    });
    await lab.untilListening();
    await lab.emit('changed');
    await lab.untilPhase('missing');
    expect(await lab.untilResults(1)).toMatchObject([{ ok: false, failure: 'no-table' }]);
    expect(await lab.page.evaluate(() => window.side.binding.state)).toMatchObject({
      phase: 'missing',
      failure: 'no-table',
    });
    await lab.page.evaluate(async () => {
      const api = await window.side.makeTable();
      Object.assign(window, { LaravelDataTables: { purchases: api } });
    });
    expect(await lab.untilResults(2)).toMatchObject([{ failure: 'no-table' }, { ok: true }]);
    expect(await lab.page.evaluate(() => window.side.binding.state)).toMatchObject({ phase: 'idle', failure: null });
  });

  it('[T8] a table within a row: what happens to it is not taken for what happens to ours', async () => {
    const lab = await openTableLab(version);
    await lab.start();
    const release = Promise.withResolvers<void>();
    lab.answer(async (exchange) => {
      await release.promise;
      await lab.reply(exchange);
    });
    await lab.emit('changed');
    await lab.untilPhase('loading');
    await lab.page.evaluate(() => {
      const inner = document.createElement('table');
      document.querySelector('#purchase-1 td')?.append(inner);
      const made = new window.side.DataTable(inner, { data: [['a']], columns: [{ title: 'Inner' }] });
      (made as unknown as { destroy(): void }).destroy();
    });
    release.resolve();
    expect(await lab.untilResults(1)).toMatchObject([{ ok: true }]);
  });

  it.each(PHASES)('[T7] dispose() while %s leaves nothing', async (_, reach) => {
    const lab = await openTableLab(version);
    await lab.page.evaluate(async () => {
      await window.side.makeTable();
      window.instruments.watchSignal(window.side.api.table().node() as never);
      // DataTables 3 leaves a listener of its own after a reload, until the next.
      await new Promise<void>((resolve) => void window.side.api.ajax.reload(resolve, false));
    });
    const before = await traces(lab);
    await lab.page.evaluate(() => void window.side.bind({ coalesceMs: 60_000, timeoutMs: 60_000 }));
    await lab.untilListening();
    await reach(lab);
    await lab.page.evaluate(() => {
      window.side.binding.dispose();
      window.side.client.close();
    });
    await lab.page.evaluate(() => window.side.until(() => window.instruments.leftovers().channels === 0));
    const { requests } = lab;
    expect(await traces(lab)).toEqual(before);
    await lab.until(() => lab.server.openExchanges === 0);
    expect(await lab.page.evaluate(() => [window.side.binding.state.phase, window.side.alerts])).toEqual([
      'disposed',
      [],
    ]);
    // Nor does it come back for being asked.
    await lab.page.evaluate(() => window.side.binding.reload());
    expect((await traces(lab)).leftovers).toEqual(before.leftovers);
    expect(lab.requests).toBe(requests);
  });
});

it.each([1, 2] as const)('[T8] a selector, with DataTables %i on jQuery alone', async (version) => {
  const lab = await openTableLab(version);
  await lab.page.evaluate(async () => {
    await window.side.makeTable();
    Object.assign(window, { jQuery: (window.side.DataTable as unknown as { $: unknown }).$ });
    window.side.bind({ DataTable: undefined as never }, '#purchases').reload();
  });
  expect(await lab.untilResults(1)).toMatchObject([{ ok: true }]);
});

async function once(lab: TableLab): Promise<void> {
  await lab.emit('changed');
  await lab.untilResults(1);
  await lab.untilPhase('idle');
}

/** What is in the page: timers, listeners on the window, the document and the table, and nodes around the table. */
function traces(lab: TableLab): Promise<{ leftovers: Leftovers; nodes: (string | undefined)[] }> {
  return lab.page.evaluate(() => {
    const table = document.getElementById('purchases');
    const nodes = [...document.querySelectorAll('main > *')].map((node) =>
      node.contains(table) ? 'table' : node.outerHTML,
    );
    const { listeners, ...rest } = window.instruments.leftovers();
    const own = listeners.filter((name) => !name.endsWith(' destroy'));
    return {
      leftovers: { ...rest, listeners: [...own].sort() },
      nodes: [...nodes, table?.getAttribute('tabindex') ?? undefined],
    };
  });
}
