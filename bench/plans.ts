/** What is measured, how much of it, and what was promised. */
import type { ContestantName } from './page/contestants/index.ts';
import type { ProfileTask } from './profile.ts';
import type { WorkloadName } from './shared/workloads.ts';
import type { ThroughputPlan } from './throughput.ts';

/** A speed that was promised: `name` at least `atLeast` times as fast as `than`. */
export interface Promised {
  readonly name: ContestantName;
  readonly than: ContestantName;
  readonly atLeast: number;
}

/** One table of the report. */
export interface TitledPlan extends ThroughputPlan {
  readonly title: string;
  readonly promised: readonly Promised[];
}

const EVENTS: Readonly<Record<WorkloadName, number>> = { small: 200_000, single: 50_000, large: 1 };
const QUICK_EVENTS: Readonly<Record<WorkloadName, number>> = { small: 20_000, single: 10_000, large: 1 };

const NEAR_BARE: Promised = { name: 'holdfastText', than: 'bare', atLeast: 0.8 };
const THREE_TIMES: Promised = { name: 'holdfastText', than: 'fes', atLeast: 3 };
const JSON_NO_SLOWER: Promised = { name: 'holdfast', than: 'fesJson', atLeast: 1 };

/** The tables of throughput, in order. */
export function throughputPlans(quick: boolean): readonly TitledPlan[] {
  const shape = quick ? { rounds: 3, targetMs: 50 } : { rounds: 9, targetMs: 250 };
  const events = quick ? QUICK_EVENTS : EVENTS;
  const many = `${events.small.toLocaleString('en')} small JSON events`;
  const few = `${events.single.toLocaleString('en')} small JSON events`;
  const plan = (workload: WorkloadName, socket: boolean): ThroughputPlan => ({
    workload,
    events: events[workload],
    socket,
    ...shape,
  });
  return [
    {
      title: `${many} in 64 KiB chunks`,
      promised: [THREE_TIMES, NEAR_BARE, JSON_NO_SLOWER],
      ...plan('small', false),
    },
    { title: `${few}, one a chunk`, promised: [NEAR_BARE, JSON_NO_SLOWER], ...plan('single', false) },
    {
      title: 'One JSON event of 2 MiB in 1 KiB chunks',
      promised: [NEAR_BARE, JSON_NO_SLOWER],
      ...plan('large', false),
    },
    { title: `${many} over a loopback socket`, promised: [], ...plan('small', true) },
  ];
}

/** Reads `contestant:workload`, as `--profile` takes it. */
export function readProfileTask(text: string): ProfileTask {
  const [contestant = '', workload = ''] = text.split(':');
  if (!Object.hasOwn(EVENTS, workload)) {
    throw new TypeError(`--profile was given '${text}'; the part after the colon must be small, single or large.`);
  }
  const name = workload as WorkloadName;
  return { contestant: contestant as ContestantName, workload: name, events: EVENTS[name] };
}
