/**
 * `npm run bench`: how fast Holdfast reads, next to other clients, in a real Chromium.
 *
 * All contestants read the same bytes in the same run, in turns, and each run is checked: the right number of events
 * and the right lengths, or the bench fails. Absolute figures depend on the machine; the ratios are what to look at.
 */
import { type Lab, openLab } from './lab.ts';
import { type BenchOptions, readOptions, USAGE } from './options.ts';
import { readProfileTask } from './plans.ts';
import { profile } from './profile.ts';
import { runBench } from './sections.ts';
import { toMarkdown, toText } from './table.ts';
import { type Threshold, verdict } from './thresholds.ts';

async function main(options: BenchOptions): Promise<void> {
  if (options.help) return console.log(USAGE);
  await using lab = await openLab();
  if (options.profile !== undefined) return console.log(await profile(lab, readProfileTask(options.profile)));
  const thresholds = await report(lab, options);
  if (options.enforce && thresholds.some(({ holds }) => !holds)) process.exitCode = 1;
}

async function report(lab: Lab, { quick, markdown }: BenchOptions): Promise<readonly Threshold[]> {
  const format = markdown ? toMarkdown : toText;
  const thresholds: Threshold[] = [];
  console.log(`Chromium ${lab.version}${quick ? ', quick and coarse' : ''}`);
  for await (const section of runBench(lab, quick)) {
    console.log(`\n${markdown ? '### ' : ''}${section.title}\n\n${format(section.table)}`);
    thresholds.push(...section.thresholds);
  }
  console.log(`\n${thresholds.map((threshold) => (markdown ? '- ' : '') + verdict(threshold)).join('\n')}`);
  return thresholds;
}

await main(readOptions(process.argv.slice(2)));
