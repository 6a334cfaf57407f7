/** How often something may be done: a bucket of permits that fills again evenly. */
import { Refusal } from './refusal.ts';

/** A bucket, as it was when last looked at. */
export interface Bucket {
  readonly permits: number;
  readonly at: number;
}

/** Buckets by key. */
export interface RateLimit {
  /** Takes a permit. @throws Refusal 429 with `Retry-After` when there is none. */
  take(key: string): void;
}

/** More keys than this, and full buckets are forgotten: they are as good as new ones. */
const MANY_KEYS = 10_000;

/** Pure: what is in the bucket now. It holds a minute's permits, so a burst of that many passes. */
export function refill(bucket: Bucket | undefined, perMinute: number, now: number): Bucket {
  if (bucket === undefined) return { permits: perMinute, at: now };
  const gained = (Math.max(0, now - bucket.at) * perMinute) / 60_000;
  return { permits: Math.min(perMinute, bucket.permits + gained), at: now };
}

/** @param what - What there is too much of, for people. */
export function createRateLimit(what: string, perMinute: number, now: () => number): RateLimit {
  const buckets = new Map<string, Bucket>();
  const forgetFull = (): void => {
    for (const [key, bucket] of buckets) {
      if (refill(bucket, perMinute, now()).permits >= perMinute) buckets.delete(key);
    }
  };
  return {
    take: (key) => {
      if (buckets.size > MANY_KEYS) forgetFull();
      const { permits, at } = refill(buckets.get(key), perMinute, now());
      if (permits < 1) {
        const seconds = Math.ceil(((1 - permits) * 60) / perMinute);
        throw new Refusal(429, `Too many ${what}: at most ${perMinute} a minute.`, {
          headers: { 'Retry-After': String(seconds) },
        });
      }
      buckets.set(key, { permits: permits - 1, at });
    },
  };
}
