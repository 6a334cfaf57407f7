/** What a {@link startTcpProxy} may do to a connection, and how that is drawn. Pure. */

/**
 * - `delay`: everything arrives later from now on.
 * - `trickle`: a few bytes at a time, for a while.
 * - `stall`: nothing for a while, then all of it.
 * - `cut`: the end, wherever in an event that may be.
 * - `reset`: a reset, likewise.
 * - `refuse`: a reset in place of an answer.
 * - `half-open`: the server is gone and nobody says so.
 * - `black-hole`: the request is taken and goes nowhere.
 * - `linger`: the client is cut off, and the server learns of it after the next connection has begun.
 * - `overtake`: the request reaches the server after a later one has.
 */
export type FaultKind =
  | 'delay'
  | 'trickle'
  | 'stall'
  | 'cut'
  | 'reset'
  | 'refuse'
  | 'half-open'
  | 'black-hole'
  | 'linger'
  | 'overtake';

/** What is to happen to a connection, and when. */
export interface Fault {
  readonly kind: FaultKind;
  /** It strikes before the next byte after so many have come down, */
  readonly afterBytes: number;
  /** or after this long, whichever is first. */
  readonly afterMs: number;
  /** Of those that pass: how long they last; of `delay`: by how much. */
  readonly lastsMs: number;
}

/** How often each kind is drawn. Kinds that are left out are not. */
export type Weather = Readonly<Partial<Record<FaultKind, number>>>;

/** All kinds; those that cost the client a timeout are rarer. */
export const STORM: Weather = {
  delay: 8,
  trickle: 8,
  stall: 8,
  cut: 24,
  reset: 24,
  refuse: 10,
  'half-open': 3,
  'black-hole': 3,
  linger: 6,
  overtake: 3,
};

/** Only what is over at once. */
export const SHOWERS: Weather = { cut: 1, reset: 1, linger: 1 };

/** Shortest and longest, for clients that take a second of silence for death. */
const LASTS_MS: Readonly<Partial<Record<FaultKind, readonly [number, number]>>> = {
  delay: [5, 60],
  trickle: [50, 300],
  stall: [50, 700],
  linger: [50, 1_000],
  overtake: [400, 1_200],
};

/** A connection that is struck by none of these goes on and meets another. */
export const PASSING: ReadonlySet<FaultKind> = new Set(['delay', 'trickle', 'stall']);

/** These strike before the server has seen the request. */
export const EARLY: ReadonlySet<FaultKind> = new Set(['refuse', 'black-hole', 'overtake']);

const MOST_MS = 300;

/** One fault in this weather. `random` gives draws in `[0, 1)`; the same draws give the same fault. */
export function drawFault(weather: Weather, random: () => number): Fault {
  const choices = Object.entries(weather) as [FaultKind, number][];
  let left = random() * choices.reduce((sum, [, weight]) => sum + weight, 0);
  const [kind] = choices.find(([, weight]) => (left -= weight) < 0) ?? ['cut'];
  const [shortest, longest] = LASTS_MS[kind] ?? [0, 0];
  return {
    kind,
    afterBytes: EARLY.has(kind) ? 0 : drawBytes(random),
    afterMs: Math.floor(random() * MOST_MS),
    lastsMs: Math.floor(shortest + random() * (longest - shortest)),
  };
}

/**
 * As often between 300 and 1,000 bytes as between 10,000 and 30,000: within the head of the answer, the first event, the
 * hundredth. One in thirty is earlier still, within the first lines of the head.
 */
function drawBytes(random: () => number): number {
  return Math.floor(random() < 1 / 30 ? 300 * random() : 300 * 200 ** random());
}
