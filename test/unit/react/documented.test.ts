import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

// A browser test runs them.
describe.each(['use-spending-notifications', 'use-chat-unread'])('%s of docs/react.md', (name) => {
  const source = read(`test/browser/react/documented/${name}.ts`);

  it('stands there as it was tried', () => expect(read('docs/react.md')).toContain(`\`\`\`ts\n${source}\`\`\`\n`));

  it('is a hook of at most 20 lines', () => {
    const hook = source.slice(source.indexOf('export function')).trimEnd();
    expect(hook.split('\n').length).toBeLessThanOrEqual(20);
  });
});
