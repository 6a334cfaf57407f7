import { expect, it } from 'vitest';
import { bundleInstruments, bundleTableSide } from '../browser/datatables/bundles.ts';
import { serveTable } from '../browser/datatables/table-server.ts';
// The types of `window.side`.
import type {} from '../browser/datatables/table-side.ts';
import { bundlePage } from '../browser/react/bundles.ts';
// The types of `window.stage`.
import type {} from '../browser/react/page-side.tsx';
import type { FaultServer } from '../support/fault-server.ts';
import type { Tab } from './engine.ts';
import type { OpenLab } from './engine-lab.ts';

/** What stands above the client does its main things. */
export function adaptersContract(openLab: OpenLab): void {
  it('[R1, R5, V2] React 19: one request for three components in StrictMode; hidden and shown; closed when they leave', async () => {
    const { log, openAt, server } = await openLab();
    servePage(server, '/stage', '<div id="root"></div>', { 'stage.js': await bundlePage('19') });
    const page = await openAt('/stage');
    const outputs = (): Promise<string[]> =>
      page.run(() => [...document.querySelectorAll('output')].map(({ textContent }) => textContent ?? ''));
    const untilOutputs = async (wanted: readonly string[]): Promise<void> => {
      await expect.poll(outputs, { timeout: 20_000, interval: 10 }).toEqual(wanted);
    };
    await page.run(() => window.stage.show('members', { count: 3, lingerMs: 50 }));
    await server.until(() => log.requests('members').length === 1);
    log.append(3);
    await untilOutputs(['open 3 3', 'open 3 3', 'open 3 3']);
    await page.hide();
    log.append(1);
    await page.show();
    await untilOutputs(['open 4 4', 'open 4 4', 'open 4 4']);
    log.cut('members');
    await server.until(() => log.requests('members').length === 2);
    log.append(1);
    await untilOutputs(['open 5 5', 'open 5 5', 'open 5 5']);
    await page.run(() => window.stage.show('nothing'));
    await server.until(() => log.live('members') === 0);
    expect(await page.run(() => [...window.stage.complaints])).toEqual([]);
    expect(log.requests('members')).toHaveLength(2);
  });

  it('[R6] React 19: a burst renders at most once a frame, and no event is left out', async () => {
    const { openAt, server } = await openLab();
    servePage(server, '/stage', '<div id="root"></div>', { 'stage.js': await bundlePage('19') });
    const events = Array.from({ length: 2_000 }, (_, n) => `event: tick\ndata: {"n":${n + 1}}\n\n`);
    server.on('/burst', async (exchange) => {
      for (let at = 0; at < events.length; at += 100) {
        await exchange.write(events.slice(at, at + 100).join(''));
        await exchange.pause(5);
      }
      await exchange.hang();
    });
    const page = await openAt('/stage');
    await page.run(() => window.stage.show('burst', { url: '/burst' }));
    const isWhole = (): Promise<boolean> =>
      page.run(() => document.querySelector('output')?.textContent === '2000 2000');
    await expect.poll(isWhole, { timeout: 20_000, interval: 10 }).toBe(true);
    const frames = await page.run(() => window.stage.bursts.map(({ frame }) => String(frame)));
    expect(new Set(frames).size).toBe(frames.length);
  });

  it('[T1, T3, T5] DataTables 3: a burst of events is one reload or two, page and search stay; a failure shows the button', async () => {
    const { open, side, world } = await openTable(openLab);
    const page = await open();
    await page.run(() => window.side.makeTable({ serverSide: true }).then(() => undefined));
    await page.run(() => void window.side.bind());
    await world.untilListening();
    await page.run(() => void window.side.api.search('Purchase').page(2).draw('page'));
    await side(page, 'draws', 1);
    const before = world.requests;
    const { id } = world.change(20, { name: 'Purchase 00021, changed' });
    await world.emit('changed', ...Array.from({ length: 20 }, () => ({})));
    await page.run((id) => window.side.until(() => window.side.shown(id)?.[0]?.includes('changed') === true), id);
    await page.run(() => window.side.until(() => window.side.binding.state.phase === 'idle'));
    expect(world.requests - before).toBeLessThanOrEqual(2);
    const info = await page.run(() => ({ page: window.side.api.page.info().page, search: window.side.api.search() }));
    expect(info).toEqual({ page: 2, search: 'Purchase' });
    const done = await page.run(() => window.side.results.length);
    world.answer((exchange) => exchange.reset());
    await world.emit('changed');
    await side(page, 'results', done + 1);
    expect(await page.run(() => window.side.button()?.textContent)).toBe('Reload table');
    world.answer(null);
    await page.run(() => window.side.button()?.click());
    await side(page, 'results', done + 2);
    const seen = await page.run(() => ({
      button: window.side.button() !== null,
      alerts: window.side.alerts,
      results: window.side.results.slice(-2).map(({ ok }) => ok),
    }));
    expect(seen).toEqual({ button: false, alerts: [], results: [false, true] });
  });
}

async function openTable(openLab: OpenLab) {
  const world = await serveTable(35);
  const scripts = { 'instruments.js': await bundleInstruments(), 'side.js': await bundleTableSide(3) };
  servePage(world.server, '/', '<main></main>', scripts);
  const { openAt } = await openLab();
  return {
    world,
    open: () => openAt('/', world.server),
    /** Waits until the page has drawn, or reloads have ended, so often. */
    side: (page: Tab, what: 'draws' | 'results', count: number) =>
      page.run(
        (name, wanted) =>
          window.side.until(() => (name === 'draws' ? window.side.draws.count : window.side.results.length) >= wanted),
        what,
        count,
      ),
  };
}

/** A page with these scripts, the last of which is a module. */
function servePage(server: FaultServer, path: string, body: string, scripts: Readonly<Record<string, string>>): void {
  const tags = Object.keys(scripts).map((name) =>
    name === 'instruments.js' ? `<script src="/${name}"></script>` : `<script type="module" src="/${name}"></script>`,
  );
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>page</title><link rel="icon" href="data:,">`;
  server.on(path, (exchange) => exchange.reply(200, { 'content-type': 'text/html' }, html + body + tags.join('')));
  for (const [name, text] of Object.entries(scripts)) {
    server.on(`/${name}`, (exchange) => exchange.reply(200, { 'content-type': 'text/javascript' }, text));
  }
}
