/** What one block comes to: a {@link Frame} with every field spelled out. */
export interface ParsedFrame {
  readonly id: string | undefined;
  readonly event: string | undefined;
  readonly data: string | undefined;
}

/** A whole stream, understood. */
export interface ParsedStream {
  readonly frames: readonly ParsedFrame[];
  /** The last `retry:` that counted. */
  readonly retryMs: number | undefined;
}

/**
 * Interprets a whole event stream by WHATWG HTML 9.2.6, one sentence after another: slow, plain, and short enough to be
 * believed. The vectors are checked against it, and it answers for streams that were made at random.
 */
export function parseByTheStandard(bytes: Uint8Array): ParsedStream {
  // [spec] "Streams must be decoded using the UTF-8 decode algorithm", which strips one leading BOM.
  const text = new TextDecoder('utf-8').decode(bytes);
  // [spec] Lines end with CRLF, LF or CR. What follows the last end is an unfinished line.
  const lines = text.split(/\r\n|\n|\r/).slice(0, -1);
  const frames: ParsedFrame[] = [];
  let retryMs: number | undefined;
  let id: string | undefined;
  let eventType = '';
  let data = '';

  for (const line of lines) {
    if (line === '') {
      // [spec] "If the data buffer is an empty string, set the data buffer and the event type buffer to the empty
      // string and return"; the last event id has moved by then.
      if (data !== '') {
        frames.push({ id, event: eventType === '' ? undefined : eventType, data: data.slice(0, -1) });
      } else if (id !== undefined) {
        frames.push({ id, event: undefined, data: undefined });
      }
      id = undefined;
      eventType = '';
      data = '';
      continue;
    }
    if (line.startsWith(':')) continue;
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const rest = colon === -1 ? '' : line.slice(colon + 1);
    const value = rest.startsWith(' ') ? rest.slice(1) : rest;
    if (field === 'event') eventType = value;
    if (field === 'data') data += `${value}\n`;
    if (field === 'id' && !value.includes('\0')) id = value;
    if (field === 'retry' && /^[0-9]+$/.test(value)) retryMs = Number(value);
  }
  return { frames, retryMs };
}
