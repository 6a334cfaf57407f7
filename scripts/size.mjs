// How many bytes a page downloads for each entry: all it imports, minified and gzipped, peers left out.
// `node scripts/size.mjs --report` says which module they come from.

import { gzipSync } from 'node:zlib';
import { bootstrap, ROOT } from './bootstrap.mjs';

await bootstrap();
const { build } = await import('esbuild');
const { entries, exists, GLOBAL_ENTRY } = await import('./entries.mjs');

/**
 * Most bytes each entry may have. `beyond`: what it adds to that entry, because no page loads it alone. No limit for
 * what never reaches a page.
 *
 * The aim for `index` was 8,000 and for `datatables` 2,500; docs/decisions/0005-size.md and 0008-table-size.md say what
 * stands in the way. These hold what was reached.
 *
 * @type {Record<string, { bytes: number; beyond?: string }>}
 */
const LIMITS = {
  index: { bytes: 18_100 },
  'transports/fetch-event-source': { bytes: 2_500 },
  react: { bytes: 2_500, beyond: 'index' },
  datatables: { bytes: 3_700, beyond: 'index' },
  'holdfast.global': { bytes: 21_800 },
};

const PEERS = ['react', 'react-dom', 'react/jsx-runtime', 'datatables.net', '@microsoft/fetch-event-source'];

/**
 * What these doors weigh together.
 *
 * @param {readonly string[]} doors
 */
async function measure(...doors) {
  const contents = doors.map((door) => `export * from './${door}';`).join('\n');
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: ROOT },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    external: PEERS,
    write: false,
    metafile: true,
    outdir: 'dist',
    logLevel: 'error',
  });
  const [output] = Object.values(metafile.outputs);
  return {
    gzip: gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length,
    modules: Object.entries(output?.inputs ?? {}).map(([path, { bytesInOutput }]) => ({ path, bytes: bytesInOutput })),
  };
}

/** @type {Record<string, string>} */
const sources = { ...entries(), ...(exists(GLOBAL_ENTRY) ? { 'holdfast.global': GLOBAL_ENTRY } : {}) };
/** @type {Map<string, Awaited<ReturnType<typeof measure>>>} With what they stand beside. */
const sizes = new Map();
for (const [name, source] of Object.entries(sources)) {
  const beside = sources[LIMITS[name]?.beyond ?? ''];
  sizes.set(name, await (beside === undefined ? measure(source) : measure(beside, source)));
}

if (sizes.size === 0) console.log('nothing yet');
let over = false;
for (const [name, { gzip, modules }] of sizes) {
  const limit = LIMITS[name];
  const bytes = gzip - (limit?.beyond === undefined ? 0 : (sizes.get(limit.beyond)?.gzip ?? 0));
  const tooBig = limit !== undefined && bytes > limit.bytes;
  over ||= tooBig;
  const allowed = limit === undefined ? '' : ` of ${limit.bytes}${limit.beyond ? ` beyond ${limit.beyond}` : ''}`;
  console.log(`${tooBig ? 'OVER' : 'ok  '}  ${name.padEnd(30)} ${String(bytes).padStart(6)} bytes gzipped${allowed}`);
  if (!process.argv.includes('--report')) continue;
  for (const { path, bytes: part } of modules.sort((a, b) => b.bytes - a.bytes)) {
    console.log(`        ${String(part).padStart(6)}  ${path}`);
  }
}
process.exitCode = over ? 1 : 0;
