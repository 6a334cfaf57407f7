import type { State } from './model.ts';

/**
 * What must hold in every state. Used by the tests, the simulator and nobody else.
 *
 * @returns A sentence for each rule that is broken; an empty list when all is well.
 */
export function brokenInvariants(state: State): readonly string[] {
  const { lifecycle, pausedBy, stream, poll, timers } = state;
  const running = lifecycle === 'running';
  const names = Object.keys(timers);
  const rules: readonly (readonly [boolean, string])[] = [
    [running || (!stream && !poll && names.length === 0), 'C2: not running, but something is alive'],
    [!pausedBy || (!stream && !poll), 'V1: paused, but a request is out'],
    [!pausedBy || names.every((name) => name === 'wake'), 'V1: paused, but a deadline is set'],
    [
      !running || Boolean(pausedBy ?? stream ?? poll) || names.some((name) => name !== 'hide'),
      'it would hang: nothing is out and nothing is due',
    ],
    [
      !stream || stream.openedAt !== null || timers.connect !== undefined,
      'C5: a request without a deadline for its headers',
    ],
    [!poll || timers.answer !== undefined, 'C5: a poll without a deadline'],
    [!stream || timers.retry === undefined, 'B1: a retry is due although a stream exists'],
    [stream === null || stream.attempt !== poll?.attempt, 'C7: stream and poll carry one number'],
    [Object.values(timers).every(Number.isFinite), 'B3: a deadline that is no time'],
    [state.failures >= 0 && state.attempt >= 0, 'B4: a count below zero'],
  ];
  return rules.filter(([holds]) => !holds).map(([, rule]) => rule);
}
