import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { expect, it, onTestFinished } from 'vitest';
import { ROOT } from '../../../scripts/bootstrap.mjs';
import { bundleSnippet, plainScripts, VERSIONS } from './bundles.ts';
import { borrowTab } from './table-lab.ts';
import { serveTable, type TableServer } from './table-server.ts';

const docs = readFileSync(join(ROOT, 'docs/datatables.md'), 'utf8');

/** Every snippet of the documentation in this language, in order. */
function snippets(language: string): readonly string[] {
  return [...docs.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, code]) => code ?? '');
}

const [PLAIN = ''] = snippets('html');
const [WHOLE = '', ...PARTS] = snippets('ts');

/** What the snippets take for granted: the table and the client of the one that stands before them. */
const BEFORE = WHOLE.replace(/^const binding = .*$/m, '');

it.each(VERSIONS)('the plain page of the documentation, with DataTables %i and jQuery', async (version) => {
  const world = await serveTable(3);
  for (const [name, text] of Object.entries(plainScripts(version))) {
    world.server.on(`/js/${name}`, async (exchange) =>
      exchange.reply(200, { 'content-type': 'text/javascript' }, await text()),
    );
  }
  await expectUpToDate(world, await open(world, PLAIN));
});

it.each(VERSIONS)('the page with a bundler of the documentation, with DataTables %i', async (version) => {
  const world = await serveTable(3);
  const page = await open(world, '<table id="purchases"><thead><tr><th>Name<th>Revision</table>');
  await page.addScriptTag({ type: 'module', content: await bundleSnippet(WHOLE, version) });
  await expectUpToDate(world, page);
});

it.each(PARTS.map((code, index) => [index + 2, code] as const))('snippet %i of the documentation', async (_, code) => {
  const world = await serveTable(3);
  const page = await open(world, '<table id="purchases"><thead><tr><th>Name<th>Revision</table>');
  const yajra = 'window.LaravelDataTables = { purchases: table };';
  await page.addScriptTag({ type: 'module', content: await bundleSnippet(`${BEFORE}${yajra}${code}`, 3) });
  await expectUpToDate(world, page);
});

async function open({ server }: TableServer, body: string): Promise<Page> {
  const html = `<!doctype html><title>docs</title><link rel="icon" href="data:,">${body}`;
  server.on('/', (exchange) => exchange.reply(200, { 'content-type': 'text/html; charset=utf-8' }, html));
  const page = await borrowTab();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  onTestFinished(() => expect(problems).toEqual([]));
  await page.goto(server.url('/'));
  return page;
}

/** A change on the server shows in the table, by a reload or without. */
async function expectUpToDate(world: TableServer, page: Page): Promise<void> {
  await world.untilListening();
  await page.waitForFunction(() => document.getElementById('purchase-2'));
  const row = world.change(1);
  await world.emit('changed', { id: row.id, row });
  await page.waitForFunction(() => document.querySelector('#purchase-2 td:nth-child(2)')?.textContent === '1');
}
