import { expect, it } from 'vitest';
import { type CrowdResult, fedBy, KINDS, peak, playCrowd } from '../../bench/crowd/crowd.ts';

const CLIENTS = 2_000;
const BACK_MS = 30_000;

function play(title: string): CrowdResult {
  const kind = KINDS.find((each) => each.title === title);
  if (!kind) throw new Error(`No kind is called ${title}.`);
  return playCrowd(kind, CLIENTS);
}

it.each(['a fixed second', 'doubling, no jitter'])(
  '[B1] %s: a server that is back meets all of them at once',
  (title) => {
    expect(peak(play(title), 10, BACK_MS)).toBe(CLIENTS);
  },
);

it.each(['Holdfast', 'Holdfast, polling', 'Holdfast, server sent a spread `retry:`'])(
  '[B1] %s: a server that is back meets less than a tenth of them in any second',
  (title) => {
    expect(peak(play(title), 10, BACK_MS)).toBeLessThan(CLIENTS / 10);
  },
);

it('[B2] a spread `retry:` keeps them apart from the first second on', () => {
  expect(peak(play('Holdfast, server sent a spread `retry:`'), 10)).toBeLessThan(CLIENTS / 8);
  expect(peak(play('Holdfast'), 10)).toBeGreaterThan(CLIENTS);
});

it('[P5] every client is fed again by its first probes', () => {
  // Five waits of at most 1 to 16 s, then a probe after 30 s.
  expect(fedBy(play('Holdfast'), 1)).toBeLessThanOrEqual(31_000 + 30_000 + 1_000);
});
