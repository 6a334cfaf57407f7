/**
 * The figures of the demo's server: `node bench/demo-server/main.ts [--quick] [--markdown] [dispatch|memory|crash|shutdown|latency|idle …]`.
 *
 * Real processes, real sockets, a real file. Everything runs on this machine, the clients too, so the times are upper
 * bounds. What has to hold is checked, and a run that fails a check exits with 1.
 */
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { type Table, toMarkdown, toText } from '../table.ts';
import { crashTable } from './crash-report.ts';
import { dispatchTable } from './dispatch.ts';
import { memoryTable } from './memory.ts';
import { idleTable, latencyTable } from './page.ts';
import { shutdownTable } from './shutdown.ts';

/** A table and what it says. */
export interface Figures {
  readonly title: string;
  readonly table: Table;
  /** Whether what was promised was reached. */
  readonly holds: boolean;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, markdown: { type: 'boolean', default: false } },
});

// Whoever reads the times should know what else the machine was doing.
console.log(`Node ${process.version}, ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)} at the start`);

const MEASURES = {
  dispatch: dispatchTable,
  memory: memoryTable,
  crash: crashTable,
  shutdown: shutdownTable,
  latency: latencyTable,
  idle: idleTable,
};

for (const [name, measure] of Object.entries(MEASURES)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const { title, table, holds } = await measure(values.quick);
  console.log(`\n${values.markdown ? '### ' : ''}${title}${holds ? '' : ' (MISSED)'}\n`);
  console.log((values.markdown ? toMarkdown : toText)(table));
  if (!holds) process.exitCode = 1;
}
