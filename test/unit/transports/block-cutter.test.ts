import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBlockCutter } from '../../../src/transports/block-cutter.ts';
import { byteByByte, cutAt } from '../../support/splits.ts';
import { bytesOf } from '../../support/stream-vectors.ts';
import { runs } from '../../support/fuzz.ts';

const text = (bytes: Uint8Array | undefined): string | undefined => bytes && new TextDecoder('latin1').decode(bytes);

function cutAll(chunks: readonly Uint8Array[], room = 1_000): (string | undefined)[] {
  const cut = createBlockCutter(room);
  return chunks.flatMap((chunk) => {
    const { blocks, oversize } = cut(chunk);
    return oversize ? [text(blocks), 'oversize'] : [text(blocks)];
  });
}

describe('the block cutter', () => {
  it('[D1] gives a block as soon as its blank line is there, and keeps the rest', () => {
    expect(cutAll([bytesOf('a\n'), bytesOf('\nb\n\nc'), bytesOf('\r'), bytesOf('\r'), bytesOf('\n')])).toEqual([
      undefined,
      'a\n\nb\n\n',
      undefined,
      'c\r\r',
      undefined,
    ]);
  });

  it('[D1] loses and doubles nothing, however the stream is cut', () => {
    const stream = fc
      .array(fc.constantFrom('\n', '\r', '\r\n', 'a', 'b: c'), { maxLength: 40 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(stream, fc.array(fc.nat(60), { maxLength: 10 }), (whole, places) => {
        const given = cutAll(cutAt(bytesOf(whole), places)).join('');
        expect(whole.startsWith(given)).toBe(true);
        // What is kept back holds no finished block.
        expect(whole.slice(given.length)).not.toMatch(/[^\r\n](\r\n|\n|\r(?!\n))(\r|\n)/);
        expect(given).toBe(cutAll(byteByByte(bytesOf(whole))).join(''));
      }),
      runs(3_000),
    );
  });

  it('[L1] gives up an unfinished block over its room once, and goes on behind its blank line', () => {
    const big = bytesOf('x'.repeat(11));
    expect(cutAll([bytesOf('a\n\n'), big, big, bytesOf('\r'), bytesOf('\r'), bytesOf('b\r\r')], 10)).toEqual([
      'a\n\n',
      undefined,
      'oversize',
      undefined,
      undefined,
      undefined,
      'b\r\r',
    ]);
  });

  it('[L1] tells the block before, then the one given up', () => {
    expect(cutAll([bytesOf('a\n\nxxxxxxxxxxx'), bytesOf('x\n\nb\n\n')], 10)).toEqual(['a\n\n', 'oversize', 'b\n\n']);
  });

  it('[L1] does not mind a block over its room that ends in the chunk that brings it', () => {
    expect(cutAll([bytesOf('xxxxx'), bytesOf('xxxxxxxxxxx\n\n')], 10)).toEqual([undefined, 'xxxxxxxxxxxxxxxx\n\n']);
  });
});
