import { createParser, type EventSourceParser } from 'eventsource-parser';
import { FIELD_ROOM, isOver } from './event-limit.ts';
import type { Frame, TransportSink } from './transport.ts';

/** A line end followed at once by another: the blank line that ends a block. `\r\n` alone is one line end. */
const BLANK_LINE = /\n[\r\n]|\r\r/g;

/** Takes the next chunk of a stream. Wait for the promise that may come back before the one after. */
export type ChunkReader = (chunk: Uint8Array) => void | Promise<void>;

/**
 * Reads one event stream: returns the function that takes its chunks, one after another, and reports each to `sink`.
 *
 * The parser alone knows how much it really holds, but once over its limit it has forgotten where it was. So we keep a
 * bound from above that costs one addition a chunk, and only a chunk that could go over the limit is fed block by
 * block, so that an overflow belongs to a block whose end we know. It knows nothing of connections.
 */
export function createChunkReader(maxEventBytes: number, sink: Pick<TransportSink, 'received'>): ChunkReader {
  const room = maxEventBytes + FIELD_ROOM;
  // [spec] Streams are decoded as UTF-8 whatever their charset says. The BOM is ours to take away: Node's decoder takes
  // two where the first is cut, and the parser's eye for BOMs is deceived by one that was encoded twice.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  /** Characters read since some block ended: never less than the parser holds. Infinite while a block is skipped. */
  let held = 0;
  /** The code of the last character read, negative before the first: with the next it may make a blank line. */
  let last = -1;
  let frames: Frame[];
  let retryMs: number | undefined;
  /** The id of the last block, until it is known whether its event follows. */
  let idOnly: string | undefined;

  const parser = createParser({
    maxBufferSize: room,
    onId(id) {
      endBlock();
      idOnly = id;
    },
    onEvent(event) {
      // The id of an event was told just before it; before one without, it stood alone.
      if (event.id === undefined) endBlock();
      idOnly = undefined;
      frames.push(isOver(event.data, maxEventBytes) ? { ...event, data: undefined, oversize: true } : event);
    },
    onRetry(ms) {
      retryMs = ms;
    },
  });
  begin(parser);

  return (chunk) => {
    frames = [];
    retryMs = undefined;
    let text = decoder.decode(chunk, { stream: true });
    const end = text.charCodeAt(text.length - 1);
    if (last < 0 && text.startsWith('\uFEFF')) text = text.slice(1);
    if (held + text.length > room) {
      feedByBlock(text);
    } else {
      parser.feed(text);
      held = text.length + (frames.length > 0 ? 0 : held);
    }
    endBlock();
    if (end >= 0) last = end;
    return sink.received(chunk.length, frames, retryMs);
  };

  function endBlock(): void {
    if (idOnly !== undefined) frames.push({ id: idOnly, event: undefined, data: undefined });
    idOnly = undefined;
  }

  function feedByBlock(text: string): void {
    const joined = String.fromCharCode(last) + text;
    let start = 1;
    BLANK_LINE.lastIndex = 0;
    while (start < joined.length) {
      const ends = BLANK_LINE.test(joined);
      const end = ends ? BLANK_LINE.lastIndex : joined.length;
      if (held < Infinity) {
        held += end - start;
        try {
          parser.feed(joined.slice(start, end));
          // Over its limit the parser says nothing, but takes nothing more.
          parser.feed('');
        } catch {
          held = Infinity;
          endBlock();
          frames.push({ data: undefined, oversize: true });
        }
      }
      if (ends) {
        if (held === Infinity) begin(parser);
        held = 0;
      }
      start = end;
    }
  }
}

/**
 * Takes the parser past the place where it would take a BOM away: that is done, and after a skipped block U+FEFF is a
 * character like any other. (Half a `\r\n` left over from that block reads as one more blank line, which means nothing.)
 */
function begin(parser: EventSourceParser): void {
  parser.reset();
  parser.feed(':\n');
}
