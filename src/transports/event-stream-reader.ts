import { createParser, type EventSourceParser } from 'eventsource-parser';
import { FIELD_ROOM, isOver } from './event-limit.ts';
import type { Frame, TransportSink } from './transport.ts';

/** Takes the next chunk of a stream. Wait for the promise that may come back before the one after. */
export type ChunkReader = (chunk: Uint8Array) => void | Promise<void>;

/**
 * Reads one event stream: returns the function that takes its chunks, one after another, and reports each to `sink`.
 *
 * The parser alone knows how much it really holds, but once over its limit it has forgotten where it was. So we keep a
 * bound from above that costs one addition a chunk, and only a chunk that could go over the limit is fed block by
 * block, so that an overflow belongs to a block whose end we know. It knows nothing of connections.
 */
export function createChunkReader(maxEventBytes: number, sink: Pick<TransportSink, 'block' | 'received'>): ChunkReader {
  const room = maxEventBytes + FIELD_ROOM;
  // [spec] Streams are decoded as UTF-8 whatever their charset says. The BOM is ours to take away: Node's decoder takes
  // two where the first is cut, and the parser's eye for BOMs is deceived by one that was encoded twice.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  /** Characters read since some block ended: never less than the parser holds. Infinite while a block is skipped. */
  let held = 0;
  /** The code of the last character read, negative before the first: with the next it may make a blank line. */
  let last = -1;
  let frames: Frame[] = [];
  let text = '';
  let completed = 0;
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
      report(isOver(event.data, maxEventBytes) ? { ...event, data: undefined, oversize: true } : event);
    },
    onRetry(ms) {
      retryMs = ms;
    },
  });
  begin(parser);

  return (chunk) => {
    frames = [];
    completed = 0;
    retryMs = undefined;
    text = decoder.decode(chunk, { stream: true });
    const end = text.charCodeAt(text.length - 1);
    if (last < 0 && text.startsWith('\uFEFF')) text = text.slice(1);
    if (held + text.length > room) {
      feedByBlock(text);
    } else {
      parser.feed(text);
      held = text.length + (completed > 0 ? 0 : held);
    }
    endBlock();
    if (end >= 0) last = end;
    return sink.received(chunk.length, frames, retryMs);
  };

  function endBlock(): void {
    if (idOnly === undefined) return;
    const id = idOnly;
    idOnly = undefined;
    report({ id, event: undefined, data: undefined });
  }

  /** What is not taken at once goes with the chunk, and so does all that follows it. */
  function report(frame: Frame): void {
    completed++;
    if (frames.length > 0 || !sink.block(frame, text)) frames.push(frame);
  }

  function feedByBlock(chunk: string): void {
    for (const { piece, ends } of cutAtBlankLines(last, chunk)) {
      held += piece.length;
      if (held < Infinity && !takes(parser, piece)) {
        held = Infinity;
        endBlock();
        report({ data: undefined, oversize: true });
      }
      if (!ends) continue;
      if (held === Infinity) begin(parser);
      held = 0;
    }
  }
}

/** Feeds the parser; `false` when that took it over its limit. */
function takes(parser: EventSourceParser, piece: string): boolean {
  try {
    parser.feed(piece);
    // Over its limit the parser says nothing, but takes nothing more.
    parser.feed('');
    return true;
  } catch {
    return false;
  }
}

/** Yields the text up to each blank line, and what is left. `last`: the code of the character before the text. */
function* cutAtBlankLines(last: number, text: string): Generator<{ readonly piece: string; readonly ends: boolean }> {
  // A line end followed at once by another: the blank line that ends a block. `\r\n` alone is one line end.
  const blankLine = /\n[\r\n]|\r\r/g;
  const joined = String.fromCharCode(last) + text;
  let start = 1;
  while (start < joined.length) {
    const ends = blankLine.test(joined);
    const end = ends ? blankLine.lastIndex : joined.length;
    yield { piece: joined.slice(start, end), ends };
    start = end;
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
