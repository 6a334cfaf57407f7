/** Ways to cut a byte stream into chunks. Every way gives back the same bytes in the same order. */

/** One byte in each chunk. */
export function byteByByte(bytes: Uint8Array): Uint8Array[] {
  return everyBytes(bytes, 1);
}

/** Chunks of `size` bytes, the last as short as need be. */
export function everyBytes(bytes: Uint8Array, size: number): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.slice(at, at + size));
  return chunks;
}

/** All ways to cut in two, the empty halves at both ends included. */
export function everyTwoWaySplit(bytes: Uint8Array): Uint8Array[][] {
  return Array.from({ length: bytes.length + 1 }, (_, at) => [bytes.slice(0, at), bytes.slice(at)]);
}

/** Chunks that end at the given places; places may be in any order, repeat, or lie outside. */
export function cutAt(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const inside = places.map((place) => Math.min(Math.max(place, 0), bytes.length));
  const ends = [...inside, bytes.length].sort((a, b) => a - b);
  return ends.map((end, index) => bytes.slice(ends[index - 1] ?? 0, end));
}

/** About `count` cuts drawn from `seed`: the same seed cuts the same way on every machine. */
export function seededCuts(bytes: Uint8Array, seed: number, count = 8): Uint8Array[] {
  const draw = seededRandom(seed);
  return cutAt(
    bytes,
    Array.from({ length: count }, () => Math.floor(draw() * (bytes.length + 1))),
  );
}

/** Draws in `[0, 1)` from a seed: a linear congruence modulo 2^32, even enough for cutting. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}
