import { expect, it } from 'vitest';
import { firstBreak } from '../simulation/simulate.ts';

// A mutant meets each of these until one kills it, so they are few and short. The simulation's own tests play thousands.
it.each([0, 1, 2, 3, 4, 5])('forty simulated worlds hold, part %i', async (part) => {
  expect(await firstBreak(part * 40 + 1, (part + 1) * 40)).toBeNull();
});
