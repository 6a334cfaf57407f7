import type { Millis } from '../events.ts';
import type { Effect, State } from './model.ts';
import { phaseOf, retryAtOf } from './state.ts';
import type { Turn } from './turn.ts';

/**
 * What must be done to get from one state to the next: first what ends, then what begins, then what people are told.
 *
 * @param alarmSpent - The alarm went off: it is set anew even for a second deadline at the same time.
 */
export function reconcile(before: State, after: State, { config, notices }: Turn, alarmSpent: boolean): Effect[] {
  const effects: Effect[] = [];
  const { stream, poll, failures, lastEventId } = after;
  for (const old of [before.stream, before.poll]) {
    if (old && old.attempt !== stream?.attempt && old.attempt !== poll?.attempt) {
      effects.push({ type: 'abort', attempt: old.attempt });
    }
  }
  const at = earliest(after);
  if (alarmSpent || at !== earliest(before)) effects.push({ type: 'alarm', at });
  const on = after.lifecycle === 'running';
  const wasOn = before.lifecycle === 'running';
  if (on !== wasOn) effects.push({ type: 'watch', on });
  for (const road of ['stream', 'poll'] as const) {
    const link = after[road];
    if (link && link.attempt !== before[road]?.attempt)
      effects.push({ type: 'begin', road, link, failures, lastEventId });
  }
  if ((wasOn && !on) || (after.pausedBy && !before.pausedBy)) effects.push({ type: 'flush' });
  const isSame =
    phaseOf(before, config) === phaseOf(after, config) &&
    before.failures === failures &&
    before.pausedBy === after.pausedBy &&
    before.error === after.error &&
    retryAtOf(before) === retryAtOf(after);
  if (!isSame) effects.push({ type: 'state' });
  return [...effects, ...notices];
}

function earliest({ timers }: State): Millis | null {
  const at = Math.min(...Object.values(timers));
  return at === Infinity ? null : at;
}
