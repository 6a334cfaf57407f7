/** All open streams, and what is done to them together. Decides nothing: the faults and the feed do. */
import type { ServerResponse } from 'node:http';
import type { EventLog } from './event-log.ts';
import { createStreamReader, type StreamReader } from './stream-reader.ts';

/** The open streams. */
export interface Hub {
  /** Takes an answered request in; it leaves by itself when its connection closes. */
  add(response: ServerResponse, fromSeq: number, heldUntil: number): void;
  /** Writes what is new to every stream. */
  pump(): void;
  beat(): void;
  /** Freezes the streams that are open now; later ones are not touched. */
  hold(until: number): void;
  destroyAll(): void;
  endAll(): void;
  size(): number;
}

/** An empty hub over `log`. */
export function createHub(log: EventLog, now: () => number): Hub {
  const readers = new Set<StreamReader>();
  const each = (act: (reader: StreamReader) => void): void => {
    for (const reader of readers) act(reader);
  };
  return {
    add: (response, fromSeq, heldUntil) => {
      const reader = createStreamReader(response, log, fromSeq, now);
      readers.add(reader);
      response.on('close', () => readers.delete(reader));
      reader.hold(heldUntil);
      // A first byte at once: a client that counts bytes as life should not wait for the first event.
      reader.beat(now());
      reader.pump();
    },
    pump: () => each((reader) => reader.pump()),
    beat: () => each((reader) => reader.beat(now())),
    hold: (until) => each((reader) => reader.hold(until)),
    destroyAll: () => each((reader) => reader.destroy()),
    endAll: () => each((reader) => reader.end()),
    size: () => readers.size,
  };
}
