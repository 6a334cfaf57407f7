import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { run } from '../../scripts/run.mjs';
import { createConsumer } from './consumer.ts';

const NEEDS_NO_PEER = ['holdfast', 'holdfast/testing', 'holdfast/datatables'];
const NEEDS_A_PEER = ['holdfast/react', 'holdfast/transports/fetch-event-source'];

/** Imports each in a process of its own folder, and returns those that gave something. */
async function importAll(folder: string, specifiers: readonly string[]): Promise<string[]> {
  const script = `
    for (const specifier of ${JSON.stringify(specifiers)})
      if (Object.keys(await import(specifier)).length > 0) console.log(specifier);
  `;
  const { output } = await run('node', ['--input-type=module', '-e', script], { cwd: folder, capture: true });
  return output.trim().split('\n');
}

it('what needs no peer loads where there is none: the declared dependencies are enough', async () => {
  const { folder } = await createConsumer({ peers: false });
  expect(await importAll(folder, NEEDS_NO_PEER)).toEqual(NEEDS_NO_PEER);
});

it('everything loads beside the peers, and the hooks say that they belong to the client', async () => {
  const { folder, installed } = await createConsumer({ peers: true });
  const all = [...NEEDS_NO_PEER, ...NEEDS_A_PEER];
  expect(await importAll(folder, all)).toEqual(all);
  const { exports } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as { readonly exports: object };
  const doors = all.map((specifier) => specifier.replace('holdfast', '.'));
  expect(Object.keys(exports).sort()).toEqual([...doors, './global', './package.json'].sort());
  expect(readFileSync(join(installed, 'dist/react.js'), 'utf8')).toMatch(/^["']use client["']/);
});
