import { parseArgs } from 'node:util';

/** How the bench was asked to run. */
export interface BenchOptions {
  /** Fewer events and rounds: some seconds in place of minutes, and coarser figures. */
  readonly quick: boolean;
  /** Print the tables as Markdown, for the README. */
  readonly markdown: boolean;
  /** Exit with 1 when a threshold is missed. */
  readonly enforce: boolean;
  /** `contestant:workload`: in place of measuring, say where the time of this one goes. */
  readonly profile?: string | undefined;
  readonly help: boolean;
}

/** What `--help` prints. */
export const USAGE = `Usage: npm run bench -- [--quick] [--markdown] [--enforce] [--profile <client>:<workload>]

  --quick      fewer events and rounds
  --markdown   print the tables as Markdown
  --enforce    exit with 1 when a threshold is missed
  --profile    only say where the time of one client goes, for example holdfastText:small (small, single or large)`;

/** Reads the command line. Throws at an option it does not know. */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      markdown: { type: 'boolean', default: false },
      enforce: { type: 'boolean', default: false },
      profile: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return values;
}
