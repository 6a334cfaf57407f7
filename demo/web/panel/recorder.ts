/** Writes down what one client does: for the timeline, the journal and the plots. */
import { TIMES } from '../connection/demo-times.ts';
import type { Watched } from '../connection/watched.ts';
import { errorWords, phaseWords, type Tone } from '../words/phase-words.ts';
import { type ByteMeter, createByteMeter } from './byte-meter.ts';
import { createLatency, type Latency, writtenAt } from './latency.ts';
import { createTimeline, type Timeline } from './timeline-model.ts';

/** One line of the journal. */
export interface JournalEntry {
  readonly at: number;
  readonly tone: Tone | 'fault';
  readonly words: string;
}

/** What one client did. */
export interface Recorder extends Watched {
  readonly timeline: Timeline;
  readonly latency: Latency;
  readonly bytes: ByteMeter;
  /** Newest last; grows by what is new and is cut at its beginning. */
  readonly journal: readonly JournalEntry[];
  /** A fault that somebody made. */
  fault(short: string, words: string): void;
  /** Reads the bytes; call it every second. */
  tick(now: number): void;
  stop(): void;
}

/** The words for states mention these. */
export const WORDS = { attempts: TIMES.attempts, pollSeconds: TIMES.pollIntervalMs / 1_000 };

const JOURNAL = 80;

/** Listens to a client until `stop()`. */
export function createRecorder(watched: Watched): Recorder {
  const { client } = watched;
  const timeline = createTimeline();
  const latency = createLatency();
  const bytes = createByteMeter();
  const journal: JournalEntry[] = [];
  let liveSince = client.state.phase === 'open' ? client.state.since : Number.POSITIVE_INFINITY;

  const write = (tone: JournalEntry['tone'], words: string): void => {
    if (journal.at(-1)?.words === words && tone !== 'fault') return;
    journal.push({ at: Date.now(), tone, words });
    if (journal.length > JOURNAL) journal.shift();
  };
  const onState = (): void => {
    const { state } = client;
    const { tone, title } = phaseWords(state, WORDS, Date.now());
    if (state.phase === 'idle') return;
    if (state.phase === 'open') liveSince = state.since;
    timeline.phase(tone, Date.now());
    const why = state.error !== null && tone !== 'live' ? ` ${errorWords(state.error)}` : '';
    if (state.phase !== 'connecting' || state.attempt === 0) write(tone, `${title}.${why}`);
  };
  onState();
  const stops = [
    client.lifecycle.on('state', onState),
    client.lifecycle.on('resync', () => write('fault', 'Continuity is not certain: everything is loaded afresh.')),
    client.onAny(({ data, origin, receivedAt }) => {
      timeline.arrival(origin, receivedAt);
      const at = writtenAt(data);
      // Replayed events were written before the stream was open: their age says nothing about its speed.
      if (at !== undefined && origin === 'stream' && at > liveSince)
        latency.note({ at: receivedAt, ms: receivedAt - at });
    }),
  ];

  return {
    ...watched,
    timeline,
    latency,
    bytes,
    journal,
    fault: (short, words) => {
      timeline.mark(short, Date.now());
      write('fault', words);
    },
    tick: (now) => bytes.note(client.metrics().bytes, now),
    stop: () => {
      for (const stop of stops) stop();
    },
  };
}
