import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../../../scripts/bootstrap.mjs';

const docs = readFileSync(join(ROOT, 'docs/datatables.md'), 'utf8');
const compiled = readFileSync(join(ROOT, 'test/types/datatables.test-d.ts'), 'utf8');
const snippets = [...docs.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => (code ?? '').trim());

it('every snippet of the documentation is compiled, word for word', () => {
  expect(snippets.length).toBeGreaterThan(5);
  for (const snippet of snippets) {
    // Imports stand together at the top there.
    for (const part of snippet.split('\n\n')) for (const piece of pieces(part)) expect(compiled).toContain(piece);
  }
});

function pieces(part: string): readonly string[] {
  return part.startsWith('import ') || part.startsWith('type ') ? part.split('\n') : [part];
}
