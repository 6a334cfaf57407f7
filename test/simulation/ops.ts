import { seededRandom } from './random.ts';

/** How the server treats a request. `repeat`: it replays more than was asked for. */
export type Answer =
  | 'ok'
  | 'repeat'
  | 'unavailable'
  | 'busy'
  | 'unauthorized'
  | 'captive'
  | 'missing'
  | 'no-content'
  | 'reset';

/** What a listener does, once, when it is next called. */
export type Trap = 'close' | 'reconnect' | 'close-connect' | 'throw';

/** One thing that happens in the simulated world. Plain data, so that a trace can be printed, replayed and cut down. */
export type Op =
  | { readonly op: 'connect' | 'close' | 'reconnect' }
  | { readonly op: 'hide' | 'show' | 'freeze' | 'resume' | 'leave' | 'comeBack' | 'goOffline' | 'goOnline' | 'signal' }
  | { readonly op: 'advance' | 'sleep' | 'stall'; readonly ms: number }
  | { readonly op: 'answer'; readonly how: Answer }
  | { readonly op: 'answerPoll'; readonly how: Answer | 'garbage' }
  | { readonly op: 'publish'; readonly count: number }
  | { readonly op: 'comment' | 'mute' | 'end' | 'cut' | 'expireTokens' }
  /** A request that was given up still reports. */
  | { readonly op: 'late'; readonly which: number; readonly what: 'open' | 'send' | 'end' | 'fail' }
  | { readonly op: 'trap'; readonly on: 'event' | 'state' | 'error' | 'open'; readonly does: Trap };

/** How often each thing happens, and what it looks like. */
const TABLE: readonly (readonly [weight: number, make: (random: () => number) => Op])[] = [
  [3, () => ({ op: 'connect' })],
  [1, () => ({ op: 'close' })],
  [1, () => ({ op: 'reconnect' })],
  [2, () => ({ op: 'hide' })],
  [3, () => ({ op: 'show' })],
  [1, () => ({ op: 'freeze' })],
  [1, () => ({ op: 'resume' })],
  [1, () => ({ op: 'leave' })],
  [2, () => ({ op: 'comeBack' })],
  [1, () => ({ op: 'goOffline' })],
  [2, () => ({ op: 'goOnline' })],
  [1, () => ({ op: 'signal' })],
  [10, (random) => ({ op: 'advance', ms: Math.floor(random() * 3_000) })],
  [5, (random) => ({ op: 'advance', ms: Math.floor(random() * 40_000) })],
  [1, (random) => ({ op: 'sleep', ms: Math.floor(random() * 300_000) })],
  [1, (random) => ({ op: 'stall', ms: Math.floor(random() * 90_000) })],
  [18, () => ({ op: 'answer', how: 'ok' })],
  [3, () => ({ op: 'answer', how: 'repeat' })],
  [7, (random) => ({ op: 'answer', how: pick(random, ['unavailable', 'busy', 'captive', 'reset', 'unauthorized']) })],
  [0.3, (random) => ({ op: 'answer', how: pick(random, ['missing', 'no-content']) })],
  [6, () => ({ op: 'answerPoll', how: 'ok' })],
  [
    4,
    (random) => ({
      op: 'answerPoll',
      how: pick(random, ['unavailable', 'busy', 'reset', 'garbage', 'unauthorized', 'repeat']),
    }),
  ],
  [14, (random) => ({ op: 'publish', count: 1 + Math.floor(random() * 4) })],
  [3, () => ({ op: 'comment' })],
  [2, () => ({ op: 'mute' })],
  [3, () => ({ op: 'end' })],
  [5, () => ({ op: 'cut' })],
  [1, () => ({ op: 'expireTokens' })],
  [
    4,
    (random) => ({ op: 'late', which: Math.floor(random() * 8), what: pick(random, ['open', 'send', 'end', 'fail']) }),
  ],
  [
    6,
    (random) => ({
      op: 'trap',
      on: pick(random, ['event', 'state', 'error', 'open']),
      does: pick(random, ['close', 'reconnect', 'close-connect', 'throw']),
    }),
  ],
];

const TOTAL = TABLE.reduce((sum, [weight]) => sum + weight, 0);

/** The things that happen in the world with this seed. */
export function generateOps(seed: number, length: number): readonly Op[] {
  const random = seededRandom(seed);
  return Array.from({ length }, () => {
    let left = random() * TOTAL;
    for (const [weight, make] of TABLE) {
      left -= weight;
      if (left < 0) return make(random);
    }
    return { op: 'signal' };
  });
}

function pick<Value>(random: () => number, values: readonly Value[]): Value {
  return values[Math.floor(random() * values.length)] as Value;
}
