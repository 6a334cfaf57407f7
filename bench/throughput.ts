import type { Page } from 'puppeteer-core';
import type { ContestantName } from './page/contestants/index.ts';
import type { WorkloadName } from './shared/workloads.ts';

/** Gives each contestant a realm of its own, so that none runs code another one's habits have de-optimised. */
export async function openRealms(page: Page, names: readonly ContestantName[]): Promise<void> {
  await page.evaluate(async (all) => {
    for (const name of all) {
      const frame = document.createElement('iframe');
      frame.name = name;
      frame.src = '/';
      const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
      document.body.append(frame);
      await loaded;
    }
  }, names);
}

/** One table: every contestant on the same bytes. */
export interface ThroughputPlan {
  readonly workload: WorkloadName;
  readonly events: number;
  readonly socket: boolean;
  readonly rounds: number;
  /** One measurement repeats its run until it takes about this long. */
  readonly targetMs: number;
}

/** Milliseconds of each contestant in each round, in the order of the rounds. */
export type Rounds = Readonly<Record<ContestantName, readonly number[]>>;

const MAX_REPEATS = 50;
const WARM_UP_MS = 400;

/**
 * Runs A B C D A B C D …, each contestant in its own realm, after a warm-up round that is thrown away.
 * Interleaving spreads whatever else the machine does over all of them alike.
 */
export async function runInterleaved(
  page: Page,
  names: readonly ContestantName[],
  plan: ThroughputPlan,
): Promise<Rounds> {
  const repeats = new Map<ContestantName, number>();
  for (const name of names) {
    const onceMs = await warmUp(page, name, plan);
    repeats.set(name, Math.min(MAX_REPEATS, Math.max(1, Math.ceil(plan.targetMs / onceMs))));
  }
  const rounds = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<ContestantName, number[]>;
  for (let round = -1; round < plan.rounds; round += 1) {
    for (const name of names) {
      const ms = await measure(page, name, plan, repeats.get(name) ?? 1);
      if (round >= 0) rounds[name].push(ms);
    }
  }
  return rounds;
}

/** Runs until the engine has had the time to compile what is hot, and returns how long one run then takes. */
async function warmUp(page: Page, name: ContestantName, plan: ThroughputPlan): Promise<number> {
  let onceMs = await measure(page, name, plan, 1);
  for (let spentMs = 0; spentMs < WARM_UP_MS; spentMs += onceMs) onceMs = await measure(page, name, plan, 1);
  return onceMs;
}

function measure(page: Page, contestant: ContestantName, plan: ThroughputPlan, repeats: number): Promise<number> {
  const { workload, events, socket } = plan;
  return page.evaluate(
    (task) => {
      const frame = document.querySelector<HTMLIFrameElement>(`iframe[name="${task.contestant}"]`);
      const realm = frame?.contentWindow as (Window & typeof globalThis) | null | undefined;
      if (realm === null || realm === undefined) throw new Error(`No frame is named ${task.contestant}.`);
      return realm.pageBench.measureThroughput(task);
    },
    { contestant, workload, events, socket, repeats },
  );
}
