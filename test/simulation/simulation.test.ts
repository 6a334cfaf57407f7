import { describe, expect, it } from 'vitest';
import { describeFinding, firstFinding, simulate } from './simulate.ts';

/** Seeds per test, so that a finding is reported soon and workers share the load. */
const SEEDS = 500;

describe('the real client in a simulated world', () => {
  it.each([0, 1, 2, 3, 4, 5, 6, 7])(
    '[C1, C2, C6, C7, D1, D2, V3, P7, H3, B5] holds for five hundred worlds, part %i',
    async (part) => {
      const finding = await firstFinding(part * SEEDS + 1, (part + 1) * SEEDS);
      expect(finding && describeFinding(finding)).toBeNull();
    },
  );

  // Each of these seeds once found a fault of the client; the names say which.
  it.each([
    [
      6709,
      'a listener of `open` closed the client while a chunk was being taken in, and its events were still delivered',
    ],
    [1989, 'a listener of `state` closed the client between an event being admitted and delivered'],
    [10554, 'closed and connected again in that place, the event was lost'],
    [1037, 'a refreshed token that no answer had judged counted as refused when the next 401 came'],
  ])('[C2, A2, D1] seed %i stays found: %s', async (seed) => {
    const finding = await simulate(seed);
    expect(finding && describeFinding(finding)).toBeNull();
  });
});
