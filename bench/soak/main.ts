/**
 * `npm run soak`: what takes too long for `npm test`. `-- chaos`, `-- idle`, `-- traffic` only these; `--minutes 2` in place
 * of 20 minutes each for idle and traffic; `--seed 7` the chaos of that seed.
 */
import { parseArgs } from 'node:util';
import { soakChaos } from './chaos.ts';
import { soakTime } from './time.ts';

const PARTS = ['chaos', 'idle', 'traffic'] as const;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { minutes: { type: 'string', default: '20' }, seed: { type: 'string' } },
});
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new RangeError(`--minutes ${values.minutes}: a number over 0`);
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e6));
const unknown = positionals.filter((name) => !PARTS.some((part) => part === name));
if (unknown.length > 0)
  throw new RangeError(`No part is called ${unknown.join(', ')}. There are: ${PARTS.join(', ')}.`);

let isWell = true;
for (const part of PARTS) {
  if (positionals.length > 0 && !positionals.includes(part)) continue;
  isWell = (await (part === 'chaos' ? soakChaos(seed) : soakTime(part, minutes))) && isWell;
}
console.log(isWell ? '\nAll promises held.' : '\nNot all promises held.');
process.exitCode = isWell ? 0 : 1;
