/** Room beside an event's data, in characters or bytes: what is read with it before the limit is known to be broken. */
export const FIELD_ROOM = 4_096;

/** Whether `text` takes more than `maxBytes` in UTF-8. Counts only where the length leaves a doubt. */
export function isOver(text: string, maxBytes: number): boolean {
  if (text.length * 3 <= maxBytes) return false;
  // In pieces: much faster than to encode a megabyte at once, and nothing to throw away.
  const piece = new Uint8Array(65_536);
  let bytes = 0;
  for (let at = 0; at < text.length && bytes <= maxBytes; ) {
    const { read, written } = new TextEncoder().encodeInto(text.slice(at), piece);
    at += read;
    bytes += written;
  }
  return bytes > maxBytes;
}
