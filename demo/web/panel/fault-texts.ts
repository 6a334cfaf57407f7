/** What the fault switches say. */
import type { FaultName } from '../../shared/faults.ts';

/** The faults of the server, and one that the page plays. */
export type SwitchName = FaultName | 'hidden';

/** One switch in words. */
export interface FaultText {
  readonly name: SwitchName;
  readonly title: string;
  /** For the timeline, where room is short. */
  readonly short: string;
  readonly button: string;
  /** What happens. */
  readonly does: string;
  /** What to look for. */
  readonly expect: string;
}

/** How long the page plays a hidden one. */
export const HIDDEN_MS = 8_000;

/** The switches, in order. */
export const FAULT_TEXTS: readonly FaultText[] = [
  {
    name: 'drop',
    title: 'Lost connection',
    short: 'drop',
    button: 'Drop',
    does: 'Your streams are cut in the middle.',
    expect: 'A new one within a second, from the last event on.',
  },
  {
    name: 'stall',
    title: 'Dead line',
    short: 'stall',
    button: 'Stall',
    does: 'Streams stay open and say nothing for 20 s.',
    expect: 'Noticed after 8 s of silence.',
  },
  {
    name: 'unavailable',
    title: 'Overload',
    short: '503',
    button: 'Refuse',
    does: 'Streams are refused for 30 s; polling works.',
    expect: 'Five attempts, then polling, then the stream again.',
  },
  {
    name: 'unauthorized',
    title: 'Expired token',
    short: '401',
    button: 'Expire',
    does: 'Your token is refused with 401.',
    expect: 'One fresh token; no attempt is spent on it.',
  },
  {
    name: 'burst',
    title: 'Burst',
    short: 'burst',
    button: 'Burst',
    does: 'Colleagues change 11, 15 and 18 purchases of the three tables at once.',
    expect: 'All are told; each table reloads once or twice.',
  },
  {
    name: 'buffer',
    title: 'Buffering proxy',
    short: 'buffer',
    button: 'Buffer',
    does: 'Streams open, and their bytes are held back for 10 s.',
    expect: 'Given up after 8 s without a byte, tried again.',
  },
  {
    name: 'restart',
    title: 'Server restart',
    short: 'restart',
    button: 'Restart',
    does: 'Gone for 2.5 s, for everybody; forgets every token.',
    expect: 'Refused attempts, a fresh token, what was missed.',
  },
  {
    name: 'hidden',
    title: 'Hidden page',
    short: 'hidden',
    button: 'Go hidden',
    does: 'The page takes itself for hidden for 8 s.',
    expect: 'No request after 3 s, back by itself. Another tab does it for real.',
  },
];
