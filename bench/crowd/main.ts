/**
 * `npm run crowd`: a million clients meet a server that is away for half a minute. Prints a table and draws
 * docs/images/crowd.svg. `--clients 10000` plays fewer and draws nothing.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { toMarkdown } from '../table.ts';
import { type CrowdResult, fedBy, KINDS, peak, playCrowd } from './crowd.ts';
import { plotCrowds } from './plot.ts';

const MILLION = 1_000_000;
const { values } = parseArgs({ options: { clients: { type: 'string', default: String(MILLION) } } });
const clients = Number(values.clients);
if (!Number.isInteger(clients) || clients < 1)
  throw new RangeError(`--clients ${values.clients}: a whole number from 1`);

const count = (n: number): string => Math.round(n).toLocaleString('en');
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

const results = KINDS.map((kind) => playCrowd(kind, clients));
const row = (result: CrowdResult): string[] => [
  result.title,
  count(peak(result, 10)),
  count(peak(result, 1)),
  count(peak(result, 10, 30_000)),
  (result.requestsPerTenth.reduce((sum, n) => sum + n, 0) / clients).toFixed(1),
  ...[0.5, 0.99, 1].map((share) => seconds(fedBy(result, share))),
];
const headings = [
  'clients that wait',
  'most in a second',
  'most in 0.1 s',
  'in a second, once back',
  'each',
  '50 % fed',
  '99 %',
  '100 %',
];
console.log(toMarkdown({ headings, rows: results.map(row) }));
if (clients === MILLION)
  writeFileSync(new URL('../../docs/images/crowd.svg', import.meta.url), plotCrowds(results, 30));
