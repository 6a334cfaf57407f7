import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brokenInvariants } from '../../../src/core/invariants.ts';
import type { Config, Effect, Happening, Input, State } from '../../../src/core/model.ts';
import { initialState } from '../../../src/core/state.ts';
import { step } from '../../../src/core/step.ts';
import { runs } from '../../support/fuzz.ts';

const CONFIG: Config = {
  attempts: 2,
  initialDelayMs: 1_000,
  maxDelayMs: 16_000,
  jitter: 'full',
  connectTimeoutMs: 10_000,
  stableAfterMs: 5_000,
  heartbeatMs: 60_000,
  pollIntervalMs: 5_000,
  recoverAfterMs: 30_000,
  maxRecoverAfterMs: 300_000,
  pauseAfterMs: 10_000,
  repeatable: true,
  refreshable: true,
};

const page = fc.record({
  visible: fc.boolean(),
  online: fc.boolean(),
  halted: fc.constantFrom(null, null, null, 'frozen' as const, 'gone' as const),
});
const failure = fc.constantFrom(
  { kind: 'network', phase: 'stream', message: 'x' } as const,
  { kind: 'http', phase: 'connect', status: 503, retryAfterMs: 3_000, message: 'x' } as const,
);
const attempt = fc.nat(40);
const id = fc.option(fc.constantFrom('', '1', '2'), { nil: undefined });
/** Anything that may happen, likely or not, in any order. */
const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ type: fc.constantFrom('connect' as const, 'reconnect' as const, 'page' as const), page }),
  fc.record({ type: fc.constant('close' as const), lastEventId: fc.constantFrom('', '1') }),
  { weight: 8, arbitrary: fc.constant({ type: 'tick' as const }) },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('opened' as const),
      attempt,
      asked: fc.constantFrom('', '1'),
      offered: fc.constantFrom(null, '', '1'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('received' as const),
      attempt,
      lastEventId: id,
      retryMs: fc.option(fc.nat(), { nil: undefined }),
    }),
  },
  fc.record({ type: fc.constant('progressed' as const), attempt }),
  fc.record({ type: fc.constant('polled' as const), attempt, lastEventId: id }),
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('ended' as const),
      attempt,
      verdict: fc.constantFrom(
        'retry' as const,
        'retry' as const,
        'refuse' as const,
        'unauthorized' as const,
        'close' as const,
      ),
      failure,
    }),
  },
);
const configs = fc.record({
  attempts: fc.constantFrom(0, 2, Infinity),
  heartbeatMs: fc.constantFrom(60_000, Infinity),
  pollIntervalMs: fc.constantFrom(5_000, null),
  pauseAfterMs: fc.constantFrom(0, 10_000, null),
  repeatable: fc.boolean(),
  refreshable: fc.boolean(),
});
const script = fc.array(
  fc.tuple(happening, fc.nat(20_000), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
  { maxLength: 80 },
);

/** The requests and the alarm that exist when the effects are done as asked. */
function perform(world: Map<number, string>, effects: readonly Effect[]): void {
  for (const effect of effects) {
    if (effect.type === 'abort') expect(world.delete(effect.attempt)).toBe(true);
    if (effect.type === 'begin') {
      expect([...world.values()]).not.toContain(effect.road);
      world.set(effect.link.attempt, effect.road);
    }
  }
}

describe('step', () => {
  it('[C1, C2, C7, B3] keeps its invariants, and the world like its state, whatever happens', () => {
    fc.assert(
      fc.property(script, configs, (inputs, varied) => {
        const config = { ...CONFIG, ...varied };
        let state: State = initialState(config, '');
        let at = 0;
        const world = new Map<number, string>();
        for (const [what, ms, roll] of inputs) {
          at += ms;
          const input: Input = { ...what, at, wall: at, roll };
          const frozen = structuredClone({ ...state, error: null });
          const [after, effects] = step(state, input, config);
          expect({ ...state, error: null }).toEqual(frozen);
          expect(brokenInvariants(after)).toEqual([]);
          perform(world, effects);
          expect([...world.keys()].sort((a, b) => a - b)).toEqual(
            [after.stream?.attempt, after.poll?.attempt].filter((n) => n !== undefined).sort((a, b) => a - b),
          );
          state = after;
        }
      }),
      runs(400),
    );
  });

  it('[C7] returns the very state for late news and for an alarm with nothing due', () => {
    const [state] = step(
      initialState(CONFIG, ''),
      { type: 'connect', page: { visible: true, online: true, halted: null }, at: 0, wall: 0, roll: 0 },
      CONFIG,
    );
    const stamp = { at: 5, wall: 5, roll: 0 };
    expect(step(state, { type: 'tick', ...stamp }, CONFIG)).toEqual([state, []]);
    expect(step(state, { type: 'tick', ...stamp }, CONFIG)[0]).toBe(state);
    const late: Input = { type: 'opened', attempt: 0, asked: '', offered: null, ...stamp };
    expect(step(state, late, CONFIG)[0]).toBe(state);
  });

  it('[C7] gives the same for the same', () => {
    const state = initialState(CONFIG, '3');
    const input: Input = {
      type: 'connect',
      page: { visible: true, online: true, halted: null },
      at: 1,
      wall: 1,
      roll: 0.3,
    };
    expect(step(state, input, CONFIG)).toEqual(step(state, input, CONFIG));
  });
});
