import { constants, createGzip } from 'node:zlib';

/** Compresses texts one by one into one gzip stream: each result can be read to its end before the next is made. */
export function gzipInParts(): (text: string) => Promise<Buffer> {
  const gzip = createGzip({ flush: constants.Z_SYNC_FLUSH });
  return async (text) => {
    gzip.write(text);
    await new Promise<void>((resolve) => gzip.flush(() => resolve()));
    return gzip.read() as Buffer;
  };
}
