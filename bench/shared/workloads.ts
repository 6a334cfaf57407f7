/**
 * The bytes that are measured. Runs in the page and in the server alike, and gives both the very same bytes.
 */

/** What every payload holds: its own length as text, so that a parsed event can be checked as well as an unparsed one. */
export interface Payload {
  readonly size: number;
}

/** `small`: many small events in 64 KiB chunks. `single`: each event its own chunk. `large`: one 2 MiB event in 1 KiB chunks. */
export type WorkloadName = 'small' | 'single' | 'large';

/** A stream ready to be fed, and what a correct client makes of it. */
export interface Workload {
  readonly chunks: readonly Uint8Array[];
  readonly bytes: number;
  readonly events: number;
  /** The lengths of all `data` fields added up. */
  readonly sizes: number;
}

/** The `event:` name all measured events carry. */
export const EVENT_NAME = 'tick';

const KIB = 1024;
const LARGE_EVENT_CHARS = 2 * KIB * KIB;
const PRICES = 40_000;

/** Makes `events` events of one workload. Nothing in it is random. */
export function makeWorkload(name: WorkloadName, events: number): Workload {
  const texts = Array.from({ length: events }, (_, n) => (name === 'large' ? largePayload(n) : smallPayload(n)));
  const encoder = new TextEncoder();
  const blocks = texts.map((text, n) => encoder.encode(toBlock(n, text)));
  return {
    chunks: name === 'single' ? blocks : cut(concatenate(blocks), (name === 'small' ? 64 : 1) * KIB),
    bytes: blocks.reduce((sum, block) => sum + block.length, 0),
    events,
    sizes: texts.reduce((sum, text) => sum + text.length, 0),
  };
}

/** The bytes of small events number `first` to `first + count - 1`, in 64 KiB chunks. */
export function makeSmallChunks(first: number, count: number): readonly Uint8Array[] {
  const encoder = new TextEncoder();
  const blocks = Array.from({ length: count }, (_, n) => encoder.encode(toBlock(first + n, smallPayload(first + n))));
  return cut(concatenate(blocks), 64 * KIB);
}

/** One event as a server writes it. */
export function toBlock(id: number, text: string): string {
  return `id: ${id}\nevent: ${EVENT_NAME}\ndata: ${text}\n\n`;
}

function smallPayload(n: number): string {
  const cents = (n * 7_919) % PRICES;
  return withSize(`"n":${n},"symbol":"KELP","price":${cents / 100},"rising":${n % 2 === 0}}`);
}

function largePayload(first: number): string {
  const rows: string[] = [];
  for (let n = first, chars = 0; chars < LARGE_EVENT_CHARS; n += 1) {
    const row = `{"n":${n},"name":"row ${n}","price":${((n * 7_919) % PRICES) / 100},"open":${n % 3 === 0}}`;
    rows.push(row);
    chars += row.length + 1;
  }
  return withSize(`"rows":[${rows.join(',')}]}`);
}

/** Puts the length in front. Its own digits count too, so the length is asked again until it is right. */
function withSize(rest: string): string {
  const text = (size: number): string => `{"size":${size},${rest}`;
  let size = rest.length;
  while (text(size).length !== size) size = text(size).length;
  return text(size);
}

function concatenate(blocks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(blocks.reduce((sum, block) => sum + block.length, 0));
  let at = 0;
  for (const block of blocks) {
    whole.set(block, at);
    at += block.length;
  }
  return whole;
}

function cut(whole: Uint8Array, chunkBytes: number): readonly Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < whole.length; at += chunkBytes) chunks.push(whole.slice(at, at + chunkBytes));
  return chunks;
}
