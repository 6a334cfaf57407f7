/** What one chunk gave: the blocks it completed, and whether the one it left unfinished went over the limit. */
export interface Cut {
  /** Whole blocks with their blank lines, earlier chunks' part included. */
  readonly blocks: Uint8Array | undefined;
  /** The unfinished block has grown over the limit: it comes after `blocks`, and is skipped from here on. */
  readonly oversize: boolean;
}

const LF = 10;
const CR = 13;
const NOTHING = new Uint8Array(0);

/**
 * Cuts a byte stream behind its blank lines: returns the function that takes the chunks, one after another.
 *
 * Bytes of an unfinished block are kept until it ends, but no more than `room` and one chunk. Each byte is looked at a
 * bounded number of times however small the chunks are. What stands in a block is no concern of it.
 */
export function createBlockCutter(room: number): (chunk: Uint8Array) => Cut {
  let buffer = NOTHING;
  let held = 0;
  let skipping = false;
  let last = 0;

  return (chunk) => {
    let rest = chunk;
    if (skipping) {
      const end = firstBlockEnd(chunk, last);
      skipping = end === 0;
      // A `\n` that follows the blank line's `\r` stays in front; between blocks it means nothing.
      rest = skipping ? NOTHING : chunk.subarray(end);
    }
    const end = lastBlockEnd(rest, rest === chunk ? last : 0);
    const blocks = end > 0 ? take(rest.subarray(0, end)) : undefined;
    hold(rest.subarray(end));
    last = chunk.at(-1) ?? last;
    const oversize = held > room;
    if (oversize) {
      skipping = true;
      release();
    }
    return { blocks, oversize };
  };

  function take(end: Uint8Array): Uint8Array {
    if (held === 0) return end;
    const blocks = new Uint8Array(held + end.length);
    blocks.set(buffer.subarray(0, held));
    blocks.set(end, held);
    release();
    return blocks;
  }

  function hold(tail: Uint8Array): void {
    const size = held + tail.length;
    if (size > buffer.length) {
      // Doubling keeps the copying linear when a block comes byte by byte.
      const larger = new Uint8Array(Math.max(size, buffer.length * 2));
      larger.set(buffer.subarray(0, held));
      buffer = larger;
    }
    buffer.set(tail, held);
    held = size;
  }

  function release(): void {
    buffer = NOTHING;
    held = 0;
  }
}

/** Whether `byte` after `before` completes a blank line. `\r\n` is one line end; any other pair is two. */
function endsBlock(before: number | undefined, byte: number | undefined): boolean {
  return before === LF ? byte === LF || byte === CR : before === CR && byte === CR;
}

function firstBlockEnd(chunk: Uint8Array, before: number): number {
  for (let at = 0; at < chunk.length; at++) {
    if (endsBlock(chunk[at - 1] ?? before, chunk[at])) return at + 1;
  }
  return 0;
}

function lastBlockEnd(chunk: Uint8Array, before: number): number {
  for (let at = chunk.length - 1; at >= 0; at--) {
    if (endsBlock(chunk[at - 1] ?? before, chunk[at])) return at + 1;
  }
  return 0;
}
