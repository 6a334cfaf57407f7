import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Backoff, backoffDelay, clampRetry } from '../../../src/policies/backoff.ts';

const DEFAULT: Backoff = { initialDelayMs: 1_000, maxDelayMs: 16_000, jitter: 'full' };
const NONE: Backoff = { ...DEFAULT, jitter: 'none' };
const EQUAL: Backoff = { ...DEFAULT, jitter: 'equal' };

/** The waits after one to `count` failures. */
const waits = (count: number, options: Backoff, roll = 0.5, retryMs: number | null = null, retryAfterMs = 0) =>
  Array.from({ length: count }, (_, n) => backoffDelay(n + 1, roll, options, retryMs, retryAfterMs));

const roll = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const failures = fc.integer({ min: 1, max: 5_000 });
const delayMs = fc.integer({ min: 0, max: 2 ** 31 - 1 });

it('[B1] doubles from the initial delay to the largest, and stays there', () => {
  expect(waits(7, NONE)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 16_000, 16_000]);
  expect(waits(4, { ...NONE, initialDelayMs: 300, maxDelayMs: 1_000 })).toEqual([300, 600, 1_000, 1_000]);
});

it('[B1] draws the whole range with full jitter and the upper half with equal jitter', () => {
  expect(waits(5, DEFAULT, 0)).toEqual([0, 0, 0, 0, 0]);
  expect(waits(5, DEFAULT, 0.25)).toEqual([250, 500, 1_000, 2_000, 4_000]);
  expect(waits(5, DEFAULT, 0.999_999)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000]);
  expect(waits(5, EQUAL, 0)).toEqual([500, 1_000, 2_000, 4_000, 8_000]);
  expect(waits(5, EQUAL, 0.5)).toEqual([750, 1_500, 3_000, 6_000, 12_000]);
});

it('[B1] keeps every draw within its bounds, for any number of failures', () => {
  fc.assert(
    fc.property(failures, roll, delayMs, delayMs, (count, draw, initialDelayMs, maxDelayMs) => {
      const options = { initialDelayMs, maxDelayMs };
      const ceiling = backoffDelay(count, draw, { ...options, jitter: 'none' });
      const full = backoffDelay(count, draw, { ...options, jitter: 'full' });
      const equal = backoffDelay(count, draw, { ...options, jitter: 'equal' });
      expect(ceiling).toBe(Math.min(maxDelayMs, initialDelayMs === 0 ? 0 : initialDelayMs * 2 ** (count - 1)));
      expect(Number.isInteger(full) && Number.isInteger(equal)).toBe(true);
      expect(full).toBeGreaterThanOrEqual(0);
      expect(full).toBeLessThanOrEqual(ceiling);
      expect(equal).toBeGreaterThanOrEqual(Math.floor(ceiling / 2));
      expect(equal).toBeLessThanOrEqual(ceiling);
    }),
  );
});

it("[B2] puts the server's retry in the place of the initial delay, as a floor under the jitter", () => {
  expect(waits(4, NONE, 0, 3_000)).toEqual([3_000, 6_000, 12_000, 16_000]);
  expect(waits(4, DEFAULT, 0, 3_000)).toEqual([3_000, 3_000, 3_000, 3_000]);
  expect(waits(4, DEFAULT, 0.5, 3_000)).toEqual([4_500, 6_000, 9_000, 11_000]);
  expect(waits(2, EQUAL, 0, 3_000)).toEqual([4_500, 6_000]);
  // A short one is obeyed too, and one above the largest delay is still a floor.
  expect(waits(3, NONE, 0, 100)).toEqual([100, 200, 400]);
  expect(waits(2, NONE, 0, 60_000)).toEqual([60_000, 60_000]);
  expect(waits(2, DEFAULT, 0.5, 60_000)).toEqual([68_000, 68_000]);
});

it('[B2] takes Retry-After for a floor of one wait, with the jitter on top', () => {
  expect(waits(3, NONE, 0, null, 3_000)).toEqual([3_000, 3_000, 4_000]);
  expect(waits(3, DEFAULT, 0, null, 3_000)).toEqual([3_000, 3_000, 3_000]);
  expect(waits(3, DEFAULT, 0.5, null, 3_000)).toEqual([3_500, 4_000, 5_000]);
  expect(backoffDelay(1, 0, NONE, 5_000, 2_000)).toBe(5_000);
  expect(backoffDelay(1, 0, NONE, 2_000, 5_000)).toBe(5_000);
});

it('[B2] is never under a floor, nor further above it than the ceiling', () => {
  const jitter = fc.constantFrom('full', 'equal', 'none');
  fc.assert(
    fc.property(
      failures,
      roll,
      jitter,
      fc.integer({ min: 100, max: 300_000 }),
      fc.nat(300_000),
      (count, draw, how, retryMs, after) => {
        const delay = backoffDelay(count, draw, { ...DEFAULT, jitter: how as Backoff['jitter'] }, retryMs, after);
        expect(delay).toBeGreaterThanOrEqual(Math.max(retryMs, after));
        expect(delay).toBeLessThanOrEqual(Math.max(retryMs, after) + DEFAULT.maxDelayMs);
      },
    ),
  );
});

it('[B2] keeps retry within 100 ms and five minutes', () => {
  const clamped = [0, 99, 100, 101, 299_999, 300_000, 300_001, Infinity].map(clampRetry);
  expect(clamped).toEqual([100, 100, 100, 101, 299_999, 300_000, 300_000, 300_000]);
});
