/**
 * Plays seeds from the command line: `--seed 7` one of them, with its trace if it fails; `--seeds 100000` that many, from
 * `--from` on (by default from a random one, which is printed).
 */
import { parseArgs } from 'node:util';
import { describeFinding, firstFinding } from './simulate.ts';

const { values } = parseArgs({
  options: { seed: { type: 'string' }, seeds: { type: 'string' }, from: { type: 'string' } },
});
const from = Number(values.seed ?? values.from ?? Math.floor(Math.random() * 1e9));
const to = values.seed === undefined ? from + Number(values.seeds ?? 10_000) - 1 : from;
const began = performance.now();
const finding = await firstFinding(from, to);
console.log(
  finding
    ? describeFinding(finding)
    : `seeds ${from} to ${to}: nothing found (${Math.round(performance.now() - began)} ms)`,
);
process.exitCode = finding ? 1 : 0;
