import type { Arrival } from '../delivery/pipeline.ts';
import { mayBeHeartbeat } from '../delivery/decode.ts';
import type { Frame, TransportSink } from '../transports/transport.ts';
import type { Failure, Happening, State } from '../core/model.ts';
import type { SseError } from '../errors.ts';
import type { Platform } from '../platform/platform.ts';
import type { Delivery } from './delivery.ts';
import { judge } from './judge.ts';
import type { Machine, Pulse } from './machine.ts';
import type { Prepared, Requests } from './requests.ts';
import type { Meter } from './metrics.ts';

/** What a sink needs of its client. */
export interface SinkParts {
  readonly requests: Requests;
  readonly delivery: Pick<Delivery, 'outbox'>;
  readonly meter: Meter;
  readonly platform: Platform;
  readonly shouldRetry: (error: SseError) => boolean;
  readonly state: () => State;
  /** Moves on at `close()`. */
  readonly generation: () => number;
  readonly post: (happening: Happening) => void;
  readonly machine: () => Pick<Machine, 'beat' | 'inputs' | 'received'>;
}

/** How the chunk in hand came. */
type Chunk = { -readonly [Key in keyof Arrival]: Arrival[Key] };

/** Takes in what a transport reports of one attempt. Late news is dropped at the door (SPEC C7). */
export function createSink(attempt: number, prepared: Prepared, parts: SinkParts): TransportSink {
  const { requests, post, meter, platform, shouldRetry, state, generation } = parts;
  const { asked, sent } = prepared;
  const machine = parts.machine();
  const { outbox } = parts.delivery;
  const isCurrent = (): boolean => attempt === state().stream?.attempt;
  /** The chunk of which blocks have been taken one by one; `null` when none has. */
  let chunk: Chunk | null = null;
  let mine = generation();
  let taken = 0;
  let inputs = -1;
  let pulse: Pulse;
  /** Something may have happened since the last block. */
  const begin = (): boolean => {
    const { stream } = state();
    // The first bytes of a stream are news to the core, with all that came with them.
    if (stream?.attempt !== attempt || !stream.flowing) return false;
    pulse = machine.beat(attempt);
    inputs = machine.inputs;
    if (chunk) return true;
    chunk = { attempt, origin: 'stream', at: pulse.at, receivedAt: pulse.wall, isQuiet: false };
    mine = generation();
    taken = 0;
    outbox.begin(pulse.at);
    return true;
  };
  /** A handler reconnected in the middle of a chunk, and there is no id to ask for the rest of it again. */
  const isOrphaned = (): boolean => generation() === mine && state().lastEventId === '';
  return {
    opened(response) {
      if (!isCurrent()) return false;
      requests.inspect(response, prepared);
      const judgement = judge(response, platform.wallNow(), state().failures + 1, shouldRetry);
      if (judgement) post({ type: 'ended', attempt, ...judgement });
      else {
        const header = response.headers.get('last-event-id');
        post({ type: 'opened', attempt, asked, offered: header === sent ? asked : header });
      }
      return isCurrent();
    },
    block(frame, text) {
      if (!outbox.isIdle() || ((!chunk || machine.inputs !== inputs) && !begin())) return false;
      // The first block may have begun in an earlier chunk; the others lie in this one.
      if (taken++ === 1) (chunk as Chunk).isQuiet = !mayBeHeartbeat('', text);
      if (frame.id !== undefined) pulse.lastEventId = frame.id;
      if (frame.data !== undefined || frame.oversize) meter.events.received++;
      outbox.take(frame, chunk as Chunk);
      return true;
    },
    received(bytes, frames, retryMs) {
      const begun = chunk !== null;
      chunk = null;
      // A chunk may be empty; only bytes are life.
      if (bytes === 0 || !(isCurrent() || (begun && isOrphaned()))) return undefined;
      meter.bytes(bytes);
      if (begun && frames.length === 0 && retryMs === undefined) return undefined;
      if (!begun) mine = generation();
      const { at, wall } = machine.received(attempt, lastId(frames), retryMs);
      // A listener may have closed the client. (One that reconnected has not: what was received counts.)
      if (frames.length === 0 || generation() !== mine) return undefined;
      for (const { data, oversize } of frames) if (data !== undefined || oversize) meter.events.received++;
      outbox.push({ attempt, origin: 'stream', at, receivedAt: wall, frames });
      const pressure = outbox.pressure();
      if (!pressure) return undefined;
      post({ type: 'held', attempt, on: true });
      return pressure.then(() => post({ type: 'held', attempt, on: false }));
    },
    ended(cause) {
      const failure = brokenOff(state().stream?.openedAt !== null, cause);
      post({ type: 'ended', attempt, verdict: 'retry', failure });
    },
  };
}

function brokenOff(wasOpen: boolean, cause: unknown): Failure {
  const message =
    wasOpen && cause === undefined
      ? 'The server ended the stream.'
      : 'The connection broke, or could not be made: the network, a proxy, CORS or the server.';
  return { kind: 'network', phase: wasOpen ? 'stream' : 'connect', cause, message };
}

/** The id the last of these blocks leaves the stream at; `undefined` when none carried one. */
export function lastId(frames: readonly Pick<Frame, 'id'>[]): string | undefined {
  for (let index = frames.length - 1; index >= 0; index--) {
    const id = frames[index]?.id;
    if (id !== undefined) return id;
  }
  return undefined;
}
