/** What the fault switches say. */
import type { FaultName } from '../shared/demo-events.ts';

/** One switch in words. */
export interface FaultText {
  readonly name: FaultName;
  readonly title: string;
  /** For the timeline, where room is short. */
  readonly short: string;
  readonly button: string;
  /** What the server does. */
  readonly does: string;
  /** What to look for. */
  readonly expect: string;
}

/** The switches, in order. */
export const FAULT_TEXTS: readonly FaultText[] = [
  {
    name: 'drop',
    title: 'Lost connection',
    short: 'drop',
    button: 'Drop',
    does: 'Every open stream is cut in the middle.',
    expect: 'A new stream within a second, from the last event on.',
  },
  {
    name: 'stall',
    title: 'Dead line',
    short: 'stall',
    button: 'Stall',
    does: 'Open streams stay open and say nothing for 20 s, no heartbeat either.',
    expect: 'Noticed after 8 s of silence; a new stream brings what was missed.',
  },
  {
    name: 'unavailable',
    title: 'Overloaded server',
    short: '503',
    button: 'Answer 503',
    does: 'Streams are refused for 30 s. Polling still works.',
    expect: 'Five attempts, then polling, then the stream again by itself.',
  },
  {
    name: 'unauthorized',
    title: 'Revoked token',
    short: '401',
    button: 'Revoke',
    does: 'Every token given so far is refused with 401.',
    expect: 'One fresh token, one more request; no attempt is spent on it.',
  },
  {
    name: 'burst',
    title: 'Burst',
    short: 'burst',
    button: 'Send 500',
    does: '500 events are written at once.',
    expect: 'All of them counted, in order, and the page stays smooth.',
  },
  {
    name: 'buffer',
    title: 'Buffering proxy',
    short: 'buffer',
    button: 'Buffer',
    does: 'Streams are answered, and their bytes held back for 10 s.',
    expect: 'Given up after 8 s without a byte, and tried again.',
  },
  {
    name: 'restart',
    title: 'Server restart',
    short: 'restart',
    button: 'Restart',
    does: 'Gone for 2.5 s; comes back with a new secret for its tokens.',
    expect: 'Refused attempts, then a 401, a fresh token, and what was missed.',
  },
];
