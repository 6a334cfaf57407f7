import { describe, expect, it } from 'vitest';
import { parseByTheStandard } from '../../support/reference-parser.ts';
import { STREAM_VECTORS } from '../../support/stream-vectors.ts';

describe('the vectors agree with a plain reading of the standard', () => {
  it.each(STREAM_VECTORS)('[$rule] $name', ({ bytes, frames, retryMs }) => {
    expect(parseByTheStandard(bytes)).toEqual({ frames, retryMs });
  });

  it('[D6] the vectors have names of their own', () => {
    expect(new Set(STREAM_VECTORS.map(({ name }) => name)).size).toBe(STREAM_VECTORS.length);
    expect(STREAM_VECTORS.length).toBeGreaterThanOrEqual(51);
  });
});
