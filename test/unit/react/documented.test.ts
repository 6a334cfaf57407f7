import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

// A browser test runs them.
describe.each(['use-spending-notifications', 'use-chat-unread'])('%s of docs/react.md and the README', (name) => {
  const source = read(`test/browser/react/documented/${name}.ts`);
  const hook = source.slice(source.indexOf('export function'));

  it('stands there as it was tried', () => expect(read('docs/react.md')).toContain(`\`\`\`ts\n${source}\`\`\`\n`));

  it('stands in the README without its imports', () =>
    expect(read('README.md')).toContain(`\`\`\`ts\n${hook}\`\`\`\n`));

  it('is a hook of at most 20 lines', () => expect(hook.trimEnd().split('\n').length).toBeLessThanOrEqual(20));
});
