import { SseClient } from '../client.ts';
import type { Unsubscribe } from '../events.ts';
import type { UrlSource } from '../options.ts';
import { browserPlatform } from '../platform/browser.ts';
import type { UseSseOptions } from './hook-types.ts';
import { forward, withNewestFunctions } from './newest-functions.ts';
import type { AnyClient } from './value-store.ts';

/** No timer may be longer (SPEC B3). */
const LONGEST_MS = 2 ** 31 - 1;
const LINGER_MS = 1_000;

/** What one component asks for. `url` and `options` are those of its latest render. */
export interface Claim {
  url: UrlSource;
  options: UseSseOptions<Record<string, unknown>>;
  /** The client for this key: the shared one, or before anybody has joined one of its own. Changes nothing. */
  read(): AnyClient;
  /**
   * Takes part: shares the client, and connects it if it is the first. Afterwards `read` may give another: components
   * that come at the same time each render with a client of their own, and all but the first change over. React looks
   * again once it has subscribed, within the same task, before any event can have come.
   */
  join(): Unsubscribe;
}

interface Shared {
  readonly client: AnyClient;
  /** The components on the page, in the order they came. */
  readonly claims: Set<Claim>;
  /** Whose functions are called: the one that came last. */
  newest: Claim;
  isRunning: boolean;
  linger: unknown;
}

/**
 * Clients by key, of components that are on the page. Rendering only looks: a render may be thrown away, and on a server
 * the next one is another user's.
 */
const shared = new Map<string, Shared>();

export function createClaim(key: string, url: UrlSource, options: Claim['options']): Claim {
  let own: Shared | undefined;
  const find = (): Shared => shared.get(key) ?? (own ??= createShared(claim));
  const claim: Claim = {
    url,
    options,
    read: () => find().client,
    join: () => take(key, find(), claim),
  };
  return claim;
}

function createShared(claim: Claim): Shared {
  const { key: _key, lingerMs: _lingerMs, ...options } = claim.options;
  const newest = (): Claim => made.newest;
  const client = new SseClient<Record<string, unknown>>(
    forward(claim.url, () => newest().url) as UrlSource,
    withNewestFunctions(options, () => newest().options),
  );
  const made: Shared = { client, claims: new Set(), newest: claim, isRunning: false, linger: undefined };
  return made;
}

function take(key: string, mine: Shared, claim: Claim): Unsubscribe {
  const { platform = browserPlatform } = claim.options;
  shared.set(key, mine);
  mine.claims.add(claim);
  mine.newest = claim;
  platform.clearTimer(mine.linger);
  if (!mine.isRunning) {
    mine.isRunning = true;
    mine.client.connect();
  }
  return () => {
    mine.claims.delete(claim);
    mine.newest = [...mine.claims].at(-1) ?? claim;
    if (mine.claims.size > 0) return;
    mine.linger = platform.setTimer(() => {
      shared.delete(key);
      mine.isRunning = false;
      mine.client.close();
    }, claim.options.lingerMs ?? LINGER_MS);
  };
}

/**
 * What clients are shared by.
 *
 * @throws TypeError when there is nothing to share by, or the linger is no time to wait.
 */
export function keyOf(url: UrlSource, { key, lingerMs = LINGER_MS }: Claim['options']): string {
  if (key === undefined && typeof url === 'function')
    throw new TypeError('holdfast: useSse needs the option "key" when the address is a function.');
  if (!(lingerMs >= 0 && lingerMs <= LONGEST_MS))
    throw new TypeError(`holdfast: option "lingerMs" must be a number from 0 to ${LONGEST_MS}; got ${lingerMs}.`);
  return key ?? String(url);
}
