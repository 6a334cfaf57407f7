import type { Frame, TransportSink } from '../transports/transport.ts';
import type { Happening, State } from '../core/model.ts';
import type { SseError } from '../errors.ts';
import type { Platform } from '../platform/platform.ts';
import type { Delivery } from './delivery.ts';
import { judge } from './judge.ts';
import type { Machine } from './machine.ts';
import type { Prepared, Requests } from './requests.ts';
import type { Meter } from './metrics.ts';

/** What a sink needs of its client. */
export interface SinkParts {
  readonly requests: Requests;
  readonly delivery: Pick<Delivery, 'push' | 'pressure'>;
  readonly meter: Meter;
  readonly platform: Platform;
  readonly shouldRetry: (error: SseError) => boolean;
  readonly state: () => State;
  /** Moves on at `close()`. */
  readonly generation: () => number;
  readonly post: (happening: Happening) => void;
  /** A chunk was read: its last id and its `retry:`. */
  readonly received: Machine['received'];
}

/** Takes in what a transport reports of one attempt. Late news is dropped at the door (SPEC C7). */
export function createSink(attempt: number, prepared: Prepared, parts: SinkParts): TransportSink {
  const { requests, post, received, meter, delivery, platform, shouldRetry, state, generation } = parts;
  const { asked, sent } = prepared;
  const isCurrent = (): boolean => attempt === state().stream?.attempt;
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
    received(bytes, frames, retryMs) {
      // A chunk may be empty; only bytes are life.
      if (bytes === 0 || !isCurrent()) return undefined;
      meter.bytes(bytes);
      const mine = generation();
      const { at, wall } = received(attempt, lastId(frames), retryMs);
      // A listener may have closed the client. (One that reconnected has not: what was received counts.)
      if (frames.length === 0 || generation() !== mine) return undefined;
      for (const { data, oversize } of frames) if (data !== undefined || oversize) meter.events.received++;
      delivery.push({ attempt, origin: 'stream', at, receivedAt: wall, frames });
      const pressure = delivery.pressure();
      if (!pressure) return undefined;
      post({ type: 'held', attempt, on: true });
      return pressure.then(() => post({ type: 'held', attempt, on: false }));
    },
    ended(cause) {
      const wasOpen = state().stream?.openedAt !== null;
      const message =
        wasOpen && cause === undefined
          ? 'The server ended the stream.'
          : 'The connection broke, or could not be made: the network, a proxy, CORS or the server.';
      const failure = { kind: 'network', phase: wasOpen ? 'stream' : 'connect', cause, message } as const;
      post({ type: 'ended', attempt, verdict: 'retry', failure });
    },
  };
}

/** The id the last of these blocks leaves the stream at; `undefined` when none carried one. */
export function lastId(frames: readonly Pick<Frame, 'id'>[]): string | undefined {
  for (let index = frames.length - 1; index >= 0; index--) {
    const id = frames[index]?.id;
    if (id !== undefined) return id;
  }
  return undefined;
}
