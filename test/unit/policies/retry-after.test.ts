import fc from 'fast-check';
import { expect, it } from 'vitest';
import { retryAfterMs } from '../../../src/policies/retry-after.ts';

const NOW = Date.UTC(2026, 0, 1, 12, 0, 0);
const FIVE_MINUTES = 300_000;

it('[B2] reads seconds, at most five minutes of them', () => {
  const read = ['0', '1', '007', '120', '300', '301', '9'.repeat(400)].map((header) => retryAfterMs(header, NOW));
  expect(read).toEqual([0, 1_000, 7_000, 120_000, FIVE_MINUTES, FIVE_MINUTES, FIVE_MINUTES]);
  fc.assert(
    fc.property(fc.nat(), (seconds) => {
      expect(retryAfterMs(String(seconds), NOW)).toBe(Math.min(FIVE_MINUTES, seconds * 1_000));
    }),
  );
});

it('[B2] reads a date and measures it from the wall clock', () => {
  expect(retryAfterMs('Thu, 01 Jan 2026 12:00:30 GMT', NOW)).toBe(30_000);
  expect(retryAfterMs('Thursday, 01-Jan-26 12:00:30 GMT', NOW)).toBe(30_000);
  expect(retryAfterMs('Thu, 01 Jan 2026 11:59:59 GMT', NOW)).toBe(0);
  expect(retryAfterMs('Fri, 01 Jan 2027 12:00:00 GMT', NOW)).toBe(FIVE_MINUTES);
  const wall = fc.integer({ min: 0, max: 4e12 });
  fc.assert(
    fc.property(wall, wall, (now, then) => {
      const seconds = Math.floor(then / 1_000) * 1_000;
      expect(retryAfterMs(new Date(seconds).toUTCString(), now)).toBe(
        Math.min(FIVE_MINUTES, Math.max(0, seconds - now)),
      );
    }),
  );
});

it('[B2] takes no header for no floor', () => {
  expect(retryAfterMs(null, NOW)).toBeUndefined();
  expect(retryAfterMs('', NOW)).toBeUndefined();
});

it.each([
  'soon',
  'NaN',
  'Infinity',
  '1e3',
  '0x10',
  '-5',
  '1.5',
  '+7',
  '12 monkeys',
  'in 2099',
  'May',
  '01 Jan 2026 12:00:30 GMT',
])('[B2] takes %s for neither seconds nor a date', (junk) => {
  expect(retryAfterMs(junk, NOW)).toBeUndefined();
});
