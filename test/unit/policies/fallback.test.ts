import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nextRecoverMs, pollDelay } from '../../../src/policies/fallback.ts';

const roll = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const intervalMs = fc.integer({ min: 1, max: 3_600_000 });
const TENTH = 0.1;

it('[P1] waits the interval, give or take a tenth', () => {
  expect([0, 0.25, 0.5, 0.75].map((draw) => pollDelay(5_000, 0, draw))).toEqual([4_500, 4_750, 5_000, 5_250]);
  fc.assert(
    fc.property(intervalMs, roll, (interval, draw) => {
      const delay = pollDelay(interval, 0, draw);
      expect(Number.isInteger(delay)).toBe(true);
      expect(Math.abs(delay - interval)).toBeLessThanOrEqual(interval * TENTH + 0.5);
    }),
  );
});

it('[P4] doubles the wait for each failed poll in a row, up to a minute', () => {
  expect([0, 1, 2, 3, 4, 5, 2_000].map((failures) => pollDelay(5_000, failures, 0.5))).toEqual([
    5_000, 10_000, 20_000, 40_000, 60_000, 60_000, 60_000,
  ]);
});

it('[P4] never polls more often than the interval because polls fail', () => {
  fc.assert(
    fc.property(intervalMs, fc.nat(3_000), roll, (interval, failures, draw) => {
      const delay = pollDelay(interval, failures, draw);
      const centre = Math.max(interval, Math.min(60_000, interval * 2 ** failures));
      expect(Math.abs(delay - centre)).toBeLessThanOrEqual(centre * TENTH + 0.5);
    }),
  );
});

it('[P4] honours Retry-After as a floor, and spreads pages above it', () => {
  expect(pollDelay(5_000, 1, 0, 30_000)).toBe(30_000);
  expect(pollDelay(5_000, 1, 0.5, 30_000)).toBe(32_500);
  expect(pollDelay(5_000, 4, 0.5, 3_000)).toBe(60_000);
  fc.assert(
    fc.property(
      intervalMs,
      fc.nat(50),
      roll,
      fc.integer({ min: 1, max: 300_000 }),
      (interval, failures, draw, after) => {
        expect(pollDelay(interval, failures, draw, after)).toBeGreaterThanOrEqual(after);
      },
    ),
  );
});

it('[P5] doubles the time to the next probe up to its largest', () => {
  const waits = [30_000];
  while (waits.length < 6) waits.push(nextRecoverMs(waits.at(-1) as number, 300_000));
  expect(waits).toEqual([30_000, 60_000, 120_000, 240_000, 300_000, 300_000]);
});
