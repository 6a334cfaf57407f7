import { unauthorized } from './credentials.ts';
import { pollFailed, polled, startPoll } from './fallback.ts';
import type { Config, Effect, Input, Link, News, State, TimerName } from './model.ts';
import { hiddenForLong, pageChanged, pauseIfAway, wake } from './page.ts';
import { reconcile } from './reconcile.ts';
import { initialState } from './state.ts';
import { look, opened, openStream, received, setHeld, streamEnded, streamFailed } from './stream.ts';
import { end, refill, type Turn } from './turn.ts';

/**
 * The one place where the state of the connection changes.
 *
 * - **Pure.** The same state, input and config give the same result, always.
 * - **Total.** Every input is legal in every state. Late news, of a request that is no longer wanted, and an alarm with
 *   nothing due return the very state and no effects (SPEC C7).
 * - **Ordered.** The runtime runs the effects in the order returned, all of them before those of the next input.
 */
export function step(state: State, input: Input, config: Config): readonly [State, readonly Effect[]] {
  const link = 'attempt' in input ? linkOf(state, input.attempt) : null;
  const due = input.type === 'tick' ? earliest(state, input.at) : null;
  if (!link && !due && ('attempt' in input || input.type === 'tick')) return [state, []];
  const timers = { ...state.timers };
  const s = { ...state, timers };
  const { at, wall, roll } = input;
  const turn: Turn = { s, timers, at, wall, roll, config, notices: [] };
  if (link) told(turn, link, input as News);
  else if (due) fired(turn, due, state.timers[due] ?? at);
  else happened(turn, input);
  return [s, reconcile(state, s, turn, input.type === 'tick')];
}

function linkOf({ stream, poll }: State, attempt: number): Link | null {
  return stream?.attempt === attempt ? stream : poll?.attempt === attempt ? poll : null;
}

/** The deadline that passed first. */
function earliest({ timers }: State, at: number): TimerName | null {
  const [first] = (Object.entries(timers) as [TimerName, number][]).sort(([, a], [, b]) => a - b);
  return first && first[1] <= at ? first[0] : null;
}

function happened(turn: Turn, input: Input): void {
  const { s, config } = turn;
  const running = s.lifecycle === 'running';
  if (input.type === 'close') {
    end(turn, 'closed');
    s.lastEventId = input.lastEventId;
  } else if (input.type === 'page') {
    if (running) pageChanged(turn, input.page);
  } else if (!running && 'page' in input) {
    const { attempt, lastEventId, credentials, wokeAt, everOpened } = s;
    const { page } = input;
    const kept = { lifecycle: 'running', timers: s.timers, attempt, credentials, wokeAt, everOpened, page } as const;
    Object.assign(s, initialState(config, lastEventId), kept);
    if (!pauseIfAway(turn)) openStream(turn, 'connect');
  } else if (input.type === 'reconnect') {
    refill(turn);
    s.pollFailures = 0;
    s.refused = s.used = false;
    // A paused page has the fresh budget when it is back.
    if (!s.pausedBy) openStream(turn, s.fallback ? 'probe' : 'reconnect');
  }
}

function told(turn: Turn, link: Link, news: News): void {
  const { s } = turn;
  switch (news.type) {
    case 'opened':
      return opened(turn, news);
    case 'received':
      return received(turn, news);
    case 'progressed':
      return refill(turn);
    case 'held':
      return setHeld(turn, news.on);
    case 'polled':
      return polled(turn, news.lastEventId);
    case 'ended': {
      const { verdict, failure } = news;
      if (verdict === 'unauthorized') unauthorized(turn, link, failure);
      else if (link === s.stream) streamEnded(turn, verdict, failure);
      else pollFailed(turn, failure);
    }
  }
}

function fired(turn: Turn, name: TimerName, dueAt: number): void {
  delete turn.timers[name];
  switch (name) {
    case 'connect':
      return streamFailed(turn, {
        kind: 'timeout',
        phase: 'connect',
        message: 'No response headers came in time (reconnect.connectTimeoutMs).',
      });
    case 'answer':
      return pollFailed(turn, {
        kind: 'timeout',
        phase: 'poll',
        message: 'A poll was not answered in time (reconnect.connectTimeoutMs).',
      });
    case 'look':
      return look(turn, dueAt);
    case 'retry':
      return openStream(turn, 'reconnect');
    case 'probe':
      return openStream(turn, 'probe');
    case 'poll':
      return startPoll(turn);
    case 'hide':
      return hiddenForLong(turn);
    case 'wake':
      return wake(turn);
  }
}
