/** The connection's state in words a person without our vocabulary understands. Pure: the time is an argument. */
import type { ClientState, SseError } from 'holdfast';
import type { IconName } from '../dom/icons.ts';

/** How the state is coloured; every tone has its own icon and words too. */
export type Tone = 'live' | 'waiting' | 'polling' | 'paused' | 'failed' | 'off';

/** A state in words. */
export interface PhaseWords {
  readonly tone: Tone;
  readonly icon: IconName;
  /** Changes only when the state does, so that a screen reader says it once. */
  readonly title: string;
  /** Counts seconds. */
  readonly detail: string;
}

/** What the words mention of the client's options. */
export interface WordsOptions {
  readonly attempts: number;
  readonly pollSeconds: number;
}

/** The words for `state` at wall time `now`. */
export function phaseWords(state: ClientState, options: WordsOptions, now: number): PhaseWords {
  const next = state.retryAt === null ? '' : `in ${seconds(state.retryAt - now)}`;
  const cause = state.error === null ? '' : `${errorWords(state.error)} `;
  const again = `Reconnecting, attempt ${state.attempt} of ${options.attempts}`;
  switch (state.phase) {
    case 'idle':
      return words('off', 'off', 'Not started', 'Press Connect to open the stream.');
    case 'connecting':
      return state.attempt === 0
        ? words('waiting', 'turning', 'Connecting', 'Asking the server for the stream.')
        : words('waiting', 'turning', again, `${cause}A request is on its way.`);
    case 'open':
      return words('live', 'live', 'Live: events arrive as they happen', `For ${seconds(now - state.since)} now.`);
    case 'waiting':
      return words('waiting', 'turning', again, `${cause}Next try ${next}.`);
    case 'polling': {
      const title = `The stream is down: polling every ${options.pollSeconds} s`;
      return words('polling', 'polling', title, `${cause}${probeWords(state, next)}`);
    }
    case 'suspended':
      return words('failed', 'failed', 'The stream is down', `${cause}Trying it again ${next}.`);
    case 'paused':
      return words('paused', 'paused', PAUSED[state.pausedBy ?? 'hidden'], 'It goes on by itself when you come back.');
    case 'failed':
      return words('failed', 'failed', 'Stopped: the server refused', `${cause}Press Connect to try again.`);
    case 'closed':
      return words('off', 'off', 'Closed', 'No request and no timer is left. Press Connect to go on.');
  }
}

/** What went wrong, as one sentence. */
export function errorWords(error: SseError): string {
  switch (error.kind) {
    case 'network':
      return 'The connection was lost.';
    case 'heartbeat':
      return 'The server has been silent for too long.';
    case 'timeout':
      return 'The server did not answer in time.';
    case 'http':
      return `The server answered ${error.status ?? 'with an error'}.`;
    case 'content-type':
      return 'Something other than the server answered.';
    case 'auth':
      return 'The server does not accept this user.';
    case 'limit':
      return 'A reader was too slow.';
    case 'aborted':
      return 'The request must not be repeated.';
  }
}

/** A span in words: `3 s`, `2 min 5 s`. */
export function seconds(spanMs: number): string {
  const whole = Math.max(0, Math.ceil(spanMs / 1_000));
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

function probeWords(state: ClientState, next: string): string {
  if (state.error?.willRetry === false) return 'The stream will not be tried again by itself.';
  return next === '' ? 'Trying the stream now.' : `Trying the stream again ${next}.`;
}

const PAUSED = {
  hidden: 'Paused: this tab is hidden',
  frozen: 'Paused: the browser froze this tab',
  gone: 'Paused: this page was left',
} as const;

function words(tone: Tone, icon: IconName, title: string, detail: string): PhaseWords {
  return { tone, icon, title, detail };
}
