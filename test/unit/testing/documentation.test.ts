import { expect, it } from 'vitest';
import { listFiles, readFiles } from '../../../scripts/files.mjs';

/** A file's name as a link, and under it its text. */
const SHOWN = /^\[[^\]]+\]\(\.\.\/([^)]+)\)\n\n```tsx?\n(.*?)^```$/gms;

it('the guide shows every example, each word for word under its name, and no other TypeScript', () => {
  const guide = [...readFiles(['docs/testing.md']).values()].join('');
  const examples = readFiles(listFiles('test/unit/testing/examples'));
  const shown = [...guide.matchAll(SHOWN)].map(([, path = '', code = '']) => [path, code] as const);
  expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(examples));
  expect(guide.match(/^```tsx?$/gm)).toHaveLength(examples.size);
});
