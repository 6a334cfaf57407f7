/**
 * One open stream: a cursor into the log and the response it is written to. It holds no queue of its own, so a slow or
 * stalled reader costs no memory: what it has not been sent yet is simply still in the log.
 */
import type { ServerResponse } from 'node:http';
import type { EventLog, LoggedEvent } from './event-log.ts';

/** A stream as the hub handles it. */
export interface StreamReader {
  /** Writes what the log has behind the cursor, as far as the socket takes it. */
  pump(): void;
  /** Writes a heartbeat, if anything may be written at all. */
  beat(now: number): void;
  /** Nothing is written until the clock says `until`. */
  hold(until: number): void;
  /** Cuts the connection as a broken network would. */
  destroy(): void;
  /** Ends the stream politely. */
  end(): void;
}

/** Bytes waiting in a socket before its reader counts as slow and is left alone until it has drained. */
const HIGH_WATER_BYTES = 256 * 1024;
const BATCH = 200;

/** Starts to write the log behind `fromSeq` to an answered request. */
export function createStreamReader(
  response: ServerResponse,
  log: EventLog,
  fromSeq: number,
  now: () => number,
): StreamReader {
  let cursor = fromSeq;
  let heldUntil = 0;
  const mayWrite = (): boolean =>
    !response.destroyed && !response.writableEnded && now() >= heldUntil && response.writableLength < HIGH_WATER_BYTES;

  const pump = (): void => {
    while (mayWrite()) {
      const events = log.after(cursor, BATCH);
      if (events === undefined) {
        // Too slow for the log: the client comes back with its last id and is told where it stands.
        response.end();
        return;
      }
      const last = events.at(-1);
      if (last === undefined) return;
      cursor = last.seq;
      response.write(events.map(format).join(''));
    }
  };

  response.on('drain', pump);
  return {
    pump,
    beat: (time) => {
      if (mayWrite()) response.write(`event: heartbeat\ndata: {"timestamp":${time}}\n\n`);
    },
    hold: (until) => {
      heldUntil = until;
    },
    destroy: () => {
      response.destroy();
    },
    end: () => {
      response.end();
    },
  };
}

function format(event: LoggedEvent): string {
  return `id: ${event.id}\nevent: ${event.type}\ndata: ${event.data}\n\n`;
}
