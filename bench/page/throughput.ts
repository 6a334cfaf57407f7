import { makeWorkload, type Workload, type WorkloadName } from '../shared/workloads.ts';
import { CONTESTANTS, type ContestantName } from './contestants/index.ts';
import { preparedFetch } from './prepared-fetch.ts';
import { timeRun } from './run.ts';

/** What one measurement is made of. */
export interface ThroughputTask {
  readonly contestant: ContestantName;
  readonly workload: WorkloadName;
  readonly events: number;
  /** Whether the bytes come over a real loopback socket. */
  readonly socket: boolean;
  /** How many times in a row, each with a new client; more of them make a short run measurable. */
  readonly repeats: number;
}

let ready: { readonly key: string; readonly workload: Workload } | undefined;

/** Milliseconds per repeat. */
export async function measureThroughput(task: ThroughputTask): Promise<number> {
  const workload = prepare(task.workload, task.events);
  globalThis.gc?.();
  let total = 0;
  for (let n = 0; n < task.repeats; n += 1) {
    const url = new URL(`/stream/${task.workload}?events=${task.events}`, location.href).href;
    const fetch = task.socket ? globalThis.fetch.bind(globalThis) : fetchOf(workload);
    total += await timeRun(CONTESTANTS[task.contestant], workload, { url, fetch });
  }
  return total / task.repeats;
}

function fetchOf(workload: Workload): typeof fetch {
  let next = 0;
  return preparedFetch(() => {
    const chunk = workload.chunks[next];
    next += 1;
    return chunk;
  });
}

/** Keeps the last workload only: seven realms with several of them each would spend the run in the garbage collector. */
function prepare(name: WorkloadName, events: number): Workload {
  const key = `${name} ${events}`;
  if (ready?.key !== key) ready = { key, workload: makeWorkload(name, events) };
  return ready.workload;
}
