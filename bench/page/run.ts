import type { Payload, Workload } from '../shared/workloads.ts';
import type { Close, Contestant, Source } from './contestants/contestant.ts';

const RUN_TIMEOUT_MS = 120_000;

/**
 * Lets one contestant read one workload once and returns how many milliseconds passed from opening it to its last event.
 * Fails unless it delivered every event, with the right sizes, and nothing after that.
 */
export async function timeRun(
  contestant: Contestant,
  workload: Workload,
  source: Omit<Source, 'onFault'>,
): Promise<number> {
  let events = 0;
  let sizes = 0;
  let over = false;
  const last = Promise.withResolvers<number>();

  const count = (size: number): void => {
    sizes += size;
    events += 1;
    if (events === workload.events) last.resolve(performance.now());
  };
  const onFault = (error: unknown): void => {
    if (!over) last.reject(new Error(`${contestant.title} told of a fault after ${events} events: ${describe(error)}`));
  };
  const timer = setTimeout(() => onFault('timeout'), RUN_TIMEOUT_MS);

  const startedAt = performance.now();
  const close = openCounting(contestant, { ...source, onFault }, count);
  let endedAt: number;
  try {
    endedAt = await last.promise;
  } finally {
    over = true;
    clearTimeout(timer);
    close();
  }
  // What a client delivers after its close shows in the count.
  await new Promise((resolve) => setTimeout(resolve, 0));
  if (events !== workload.events || sizes !== workload.sizes) {
    const got = `${events} events with ${sizes} characters of data`;
    throw new Error(`${contestant.title} delivered ${got}; sent were ${workload.events} with ${workload.sizes}.`);
  }
  return endedAt - startedAt;
}

function openCounting(contestant: Contestant, source: Source, count: (size: number) => void): Close {
  return contestant.delivers === 'text'
    ? contestant.open(source, (data: string) => count(data.length))
    : contestant.open(source, (data: Payload) => count(data.size));
}

function describe(error: unknown): string {
  if (error instanceof Error) return `${error.name}: ${error.message}`;
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
}
