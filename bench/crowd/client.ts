/** One client of the crowd: the real core, and a clock that jumps from deadline to deadline. */
import type { Config, Effect, Happening, State } from '../../src/core/model.ts';
import { initialState } from '../../src/core/state.ts';
import { step } from '../../src/core/step.ts';
import type { Millis } from '../../src/events.ts';
import type { Outage, Story } from './crowd.ts';

const PAGE = { visible: true, online: true, halted: null } as const;
/** Connected for this long when the server goes down, so that the budget of attempts is full. */
const BEFORE_MS = 60_000;
const BROKEN = { kind: 'network', phase: 'connect', message: 'refused' } as const;

/** Something that has been decided and not happened yet. */
interface Coming {
  readonly at: Millis;
  readonly what: Happening;
}

/**
 * Plays one client from before the outage until the page is fed again.
 *
 * @param tell - Called at each request, with the time since the server went down.
 * @returns When the page was fed again: by the stream, or by a poll.
 */
export function playClient(config: Config, outage: Outage, random: () => number, tell: Story['tell']): Millis {
  let state: State = initialState(config, '');
  let alarmAt: Millis | null = null;
  let now: Millis = -BEFORE_MS;
  let coming: Coming[] = [];
  let fedAt: Millis | null = null;

  const act = (effect: Effect): void => {
    if (effect.type === 'alarm') alarmAt = effect.at;
    if (effect.type === 'abort') {
      const { attempt } = effect;
      coming = coming.filter(({ what }) => !('attempt' in what) || what.attempt !== attempt);
    }
    if (effect.type === 'begin') coming.push(...answers(effect.link.attempt, effect.road));
  };
  const answers = (attempt: number, road: 'stream' | 'poll'): Coming[] => {
    if (now >= 0) tell(now);
    const isDown = now >= 0 && now < outage.downMs;
    const at = now + (isDown ? outage.refusalMs : outage.answerMs);
    if (isDown) return [{ at, what: { type: 'ended', attempt, verdict: 'retry', failure: BROKEN } }];
    if (road === 'poll') return [{ at, what: { type: 'polled', attempt, lastEventId: 'p' } }];
    const first = { type: 'received', attempt, lastEventId: '1', retryMs: outage.retryMs?.(random) } as const;
    return [
      { at, what: { type: 'opened', attempt, asked: '', offered: '' } },
      { at, what: first },
      ...(now < 0
        ? [
            {
              at: outage.noticeMs(random),
              what: { type: 'ended', attempt, verdict: 'retry', failure: BROKEN },
            } as const,
          ]
        : []),
    ];
  };
  const feed = (what: Happening): void => {
    const [after, effects] = step(state, { ...what, at: now, wall: now, roll: random() }, config);
    state = after;
    for (const effect of effects) act(effect);
    if (now > 0 && (what.type === 'received' || what.type === 'polled')) fedAt ??= now;
  };

  feed({ type: 'connect', page: PAGE });
  while (fedAt === null) {
    const next = coming.toSorted((a, b) => a.at - b.at)[0];
    if (next && (alarmAt === null || next.at <= alarmAt)) {
      coming.splice(coming.indexOf(next), 1);
      now = Math.max(now, next.at);
      feed(next.what);
    } else if (alarmAt !== null) {
      now = Math.max(now, alarmAt);
      alarmAt = null;
      feed({ type: 'tick' });
    } else {
      throw new Error('The client waits for nothing: it would never be fed again.');
    }
  }
  return fedAt;
}
