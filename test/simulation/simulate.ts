import { generateOps, type Op } from './ops.ts';
import { createWorld, type Setting } from './world.ts';

/** A run that went wrong: what rule broke, and the shortest trace found that breaks it. */
export interface Finding {
  readonly seed: number;
  readonly broken: string;
  readonly trace: readonly Op[];
}

/** How many things happen in one run. */
const LENGTH = 120;

/** The kind of world this seed is played in. */
export function settingOf(seed: number): Setting {
  return { seed, hasIds: seed % 4 !== 0, hasPolling: seed % 3 !== 0, pausesHidden: seed % 5 !== 0 };
}

/** Plays these things; returns the first rule that broke, or `null`. */
export async function replay(seed: number, trace: readonly Op[]): Promise<string | null> {
  const world = createWorld(settingOf(seed));
  for (const op of trace) {
    await world.apply(op);
    if (world.broken.length > 0) break;
  }
  if (world.broken.length === 0) await world.heal();
  return world.broken[0] ?? null;
}

function traceOf(seed: number): readonly Op[] {
  return [{ op: 'connect' }, ...generateOps(seed, LENGTH)];
}

/** Plays one seed; what went wrong comes back cut down to a short trace. */
export async function simulate(seed: number): Promise<Finding | null> {
  const trace = traceOf(seed);
  const broken = await replay(seed, trace);
  return broken === null ? null : { seed, broken, trace: await shorten(seed, trace, broken) };
}

/** The first seed among these that breaks a rule, and which; without the search for a short trace. */
export async function firstBreak(
  from: number,
  to: number,
): Promise<{ readonly seed: number; readonly broken: string } | null> {
  for (let seed = from; seed <= to; seed++) {
    const broken = await replay(seed, traceOf(seed));
    if (broken !== null) return { seed, broken };
  }
  return null;
}

/** The first finding among these seeds. */
export async function firstFinding(from: number, to: number): Promise<Finding | null> {
  const found = await firstBreak(from, to);
  return found && simulate(found.seed);
}

/** Leaves out what is not needed for the same rule to break, in halves, quarters, … and single things. */
async function shorten(seed: number, trace: readonly Op[], broken: string): Promise<readonly Op[]> {
  const rule = broken.split(':')[0];
  let shortest = trace;
  for (let size = Math.ceil(trace.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = 0; start < shortest.length; ) {
      const candidate = [...shortest.slice(0, start), ...shortest.slice(start + size)];
      const result = await replay(seed, candidate);
      if (result?.split(':')[0] === rule) shortest = candidate;
      else start += size;
    }
  }
  return shortest;
}

/** For people: what to read, and how to see it again. */
export function describeFinding({ seed, broken, trace }: Finding): string {
  return [
    `seed ${seed}: ${broken}`,
    ...trace.map((op) => `  ${JSON.stringify(op)}`),
    `again: npm run simulate -- --seed ${seed}`,
  ].join('\n');
}
