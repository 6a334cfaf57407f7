/**
 * The page's own count of what arrived, kept apart from the client so that it can prove the client wrong: every event
 * carries a number one higher than the event before it, so a gap is a loss and a repeat is a double.
 */

/** The count so far. */
export interface ProofCount {
  readonly received: number;
  /** Numbers skipped so far and not seen since. */
  readonly missing: number;
  readonly twice: number;
  /** Arrived after a later one. */
  readonly late: number;
  /** How often the count began anew because the server could not say what lay between. */
  readonly resyncs: number;
  readonly lastSeq: number;
}

/** The road an event came on. */
export type Origin = 'stream' | 'poll';

/** When and how an event arrived. */
export interface Arrival {
  readonly seq: number;
  readonly at: number;
  readonly origin: Origin;
}

/** Counts events. */
export interface Proof {
  note(arrival: Arrival): void;
  /** Continuity is broken and known to be: the next event begins a new row of numbers. */
  rebase(): void;
  count(): ProofCount;
  /** The first arrival at `since` or later of an event numbered `seq` or higher; `undefined` if there was none yet. */
  firstFrom(seq: number, since: number): Arrival | undefined;
}

/** How many arrivals are remembered for {@link Proof.firstFrom}. */
const REMEMBERED = 2_000;

/** A proof with nothing counted. */
export function createProof(): Proof {
  const gaps = new Set<number>();
  let arrivals: Arrival[] = [];
  let received = 0;
  let twice = 0;
  let late = 0;
  let resyncs = 0;
  let lastSeq = 0;
  let started = false;

  return {
    note: (arrival) => {
      const { seq } = arrival;
      received += 1;
      arrivals.push(arrival);
      if (arrivals.length > 2 * REMEMBERED) arrivals = arrivals.slice(-REMEMBERED);
      if (!started || seq > lastSeq) {
        for (let missed = lastSeq + 1; started && missed < seq; missed += 1) gaps.add(missed);
        started = true;
        lastSeq = seq;
      } else if (gaps.delete(seq)) late += 1;
      else twice += 1;
    },
    rebase: () => {
      if (started) resyncs += 1;
      started = false;
    },
    count: () => ({ received, missing: gaps.size, twice, late, resyncs, lastSeq }),
    firstFrom: (seq, since) => arrivals.find((arrival) => arrival.seq >= seq && arrival.at >= since),
  };
}
