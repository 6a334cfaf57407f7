/**
 * A crowd of clients that lose their server in the same instant.
 *
 * Clients know nothing of each other, and this server turns nobody away once it is back, so each can be played alone
 * from beginning to end: a million of them need the memory of one.
 */
import type { Config } from '../../src/core/model.ts';
import type { Millis } from '../../src/events.ts';
import { resolveOptions } from '../../src/resolve-options.ts';
import { coreConfig } from '../../src/runtime/config.ts';
import { seededRandom } from '../../test/simulation/random.ts';
import { playClient } from './client.ts';
import { doubling, fixedSecond, playSimple } from './simple.ts';

/** What happens to the server. */
export interface Outage {
  readonly downMs: Millis;
  /** When a client sees its connection break. */
  readonly noticeMs: (random: () => number) => Millis;
  /** How long a refusal takes, and an answer. */
  readonly refusalMs: Millis;
  readonly answerMs: Millis;
  /** The `retry:` the server had sent to a client; without it clients keep to their own first wait. */
  readonly retryMs?: (random: () => number) => Millis;
}

/** What is seen of a crowd. */
export interface Story {
  readonly tell: (at: Millis) => void;
}

/** Requests by tenth of a second, and when clients were fed again. */
export interface CrowdResult {
  readonly title: string;
  readonly clients: number;
  readonly requestsPerTenth: readonly number[];
  /** In the order in which they were fed. */
  readonly fedAt: Float64Array;
}

/** How one kind of client behaves. */
export interface Kind {
  readonly title: string;
  readonly play: (outage: Outage, random: () => number, tell: Story['tell']) => Millis;
}

const OUTAGE: Outage = { downMs: 30_000, noticeMs: (random) => 100 * random(), refusalMs: 5, answerMs: 50 };
/** The demo's server says this when it is stopped: each client a first wait of its own within a quarter of a minute. */
const SPREAD = (random: () => number): Millis => Math.round(1_000 + 14_000 * random());

const plain: Config = coreConfig(resolveOptions('/', {}));
const polling: Config = coreConfig(resolveOptions('/', { polling: { url: '/', toEvents: () => [] } }));

/** The kinds that are set side by side. */
export const KINDS: readonly Kind[] = [
  { title: 'a fixed second', play: (outage, random, tell) => playSimple(fixedSecond, outage, random, tell) },
  { title: 'doubling, no jitter', play: (outage, random, tell) => playSimple(doubling, outage, random, tell) },
  { title: 'Holdfast', play: (outage, random, tell) => playClient(plain, outage, random, tell) },
  { title: 'Holdfast, polling', play: (outage, random, tell) => playClient(polling, outage, random, tell) },
  {
    title: 'Holdfast, server sent a spread `retry:`',
    play: (outage, random, tell) => playClient(plain, { ...outage, retryMs: SPREAD }, random, tell),
  },
];

/** Lets `clients` of one kind meet the outage. The same seed gives the same crowd. */
export function playCrowd({ title, play }: Kind, clients: number, seed = 1): CrowdResult {
  const random = seededRandom(seed);
  const requestsPerTenth: number[] = [];
  const tell = (at: Millis): void => {
    const tenth = Math.floor(at / 100);
    while (requestsPerTenth.length <= tenth) requestsPerTenth.push(0);
    requestsPerTenth[tenth] = (requestsPerTenth[tenth] ?? 0) + 1;
  };
  const fedAt = Float64Array.from({ length: clients }, () => play(OUTAGE, random, tell)).sort();
  return { title, clients, requestsPerTenth, fedAt };
}

/** The time from the outage until this share of the clients was fed again. */
export function fedBy({ fedAt }: CrowdResult, share: number): Millis {
  return fedAt[Math.ceil(share * fedAt.length) - 1] ?? 0;
}

/** Most requests within `tenths` tenths of a second, from `fromMs` on. */
export function peak({ requestsPerTenth }: CrowdResult, tenths: number, fromMs: Millis = 0): number {
  let most = 0;
  for (let tenth = fromMs / 100; tenth < requestsPerTenth.length; tenth++) {
    const sum = requestsPerTenth.slice(tenth, tenth + tenths).reduce((total, count) => total + count, 0);
    most = Math.max(most, sum);
  }
  return most;
}
