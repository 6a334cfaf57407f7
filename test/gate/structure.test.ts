import { describe, expect, it } from 'vitest';
import { codeOnly } from '../../scripts/source.mjs';
import { checkSource, checkText } from '../../scripts/structure.mjs';

describe('imports', () => {
  it.each([
    ['src/core/step.ts', '../runtime/runtime.ts'],
    ['src/core/step.ts', '../delivery/pipeline.ts'],
    ['src/core/deep/step.ts', '../../client.ts'],
    ['src/core/step.ts', 'eventemitter3'],
    ['src/policies/backoff.ts', '../core/model.ts'],
    ['src/delivery/pipeline.ts', '../transports/transport.ts'],
    ['src/runtime/runtime.ts', '../platform/browser.ts'],
    ['src/runtime/runtime.ts', '../page/browser-page.ts'],
    ['src/runtime/runtime.ts', '../client.ts'],
  ])('forbids %s to import %s', (path, target) => {
    expect(checkSource(path, `import { a } from '${target}';`)).toHaveLength(1);
    expect(checkSource(path, `import {\n  a,\n  b,\n} from '${target}';`)).toHaveLength(1);
    expect(checkSource(path, `export * from '${target}';`)).toHaveLength(1);
  });

  it.each([
    ['src/core/step.ts', "import { backoffDelay } from '../policies/backoff.ts';"],
    ['src/core/model.ts', "import type { Phase } from '../events.ts';"],
    ['src/delivery/pipeline.ts', "import type { Frame } from '../transports/transport.ts';"],
    ['src/delivery/validate.ts', "import type { StandardSchemaV1 } from '@standard-schema/spec';"],
    ['src/runtime/runtime.ts', "import type { Platform } from '../platform/platform.ts';"],
    ['src/client.ts', "import { browserPlatform } from './platform/browser.ts';"],
  ])('lets %s have %s', (path, source) => {
    expect(checkSource(path, source)).toEqual([]);
  });

  it('sees an import that opens a file without a name, and one at run time', () => {
    expect(checkSource('src/core/step.ts', "import '../runtime/runtime.ts';")).toHaveLength(1);
    expect(checkSource('src/core/step.ts', "const a = import('../runtime/runtime.ts');")).toHaveLength(1);
  });
});

describe('names', () => {
  it.each([
    'const a = Date.now();',
    'const a = new Date();',
    'const a = Math.random();',
    'const a = new Promise(() => {});',
    'const a = Promise.resolve();',
    'async function a() {}',
    'const a = `${Date.now()}`;',
    'type A = Promise<number>;',
    'a.then(b);',
  ])('keeps pure parts from %s', (source) => {
    expect(checkSource('src/core/step.ts', source)).not.toEqual([]);
  });

  it('lets the two files that await schemas follow a promise, not make one', () => {
    const follow = 'function a(b: PromiseLike<number>) { b.then(c); }';
    expect(checkSource('src/delivery/validate.ts', follow)).toEqual([]);
    expect(checkSource('src/delivery/decode.ts', follow)).toHaveLength(2);
    expect(checkSource('src/delivery/validate.ts', 'Promise.resolve(1);')).toHaveLength(1);
  });

  it('ignores comments, strings and members of other things', () => {
    const source = "// await\n/* async */ const a = 'Promise'; b.Promise(/await/); const c = `await ${d}`;";
    expect(checkSource('src/core/step.ts', source)).toEqual([]);
  });

  it('says where', () => {
    expect(checkSource('src/core/step.ts', 'a();\nb = Date.now();')).toEqual([
      'src/core/step.ts:2: Date.now in a pure part',
    ]);
    expect(checkSource('src/runtime/runtime.ts', 'a();\nb = Date.now();')).toEqual([]);
  });

  it('knows no file of leftovers', () => {
    expect(checkSource('src/core/utils.ts', '')).toHaveLength(1);
    expect(checkSource('src/helpers/a.ts', '')).toHaveLength(1);
  });
});

it('finds what belongs to one machine in any text', () => {
  const folder = ['', 'root', 'project'].join('/');
  expect(checkText('README.md', `a\nsee ${folder}.`)).toEqual([expect.stringMatching(/^README.md:2: absolute path/)]);
  expect(checkText('README.md', ['https://registry', 'example', 'org/a'].join('.'))).toHaveLength(1);
  expect(checkText('README.md', 'see ./work/a, docs/tmp/a and https://example.org/home/a')).toEqual([]);
});

it('reads code past comments, strings, templates and regular expressions', () => {
  expect(codeOnly('a / b / c; d = /x"/.test(e); // f')).toBe('a / b / c; d = /  /.test(e);     ');
  expect(codeOnly("'it\\'s' + `a ${b + `c ${d}` + {}} e` + f")).toBe("'     ' + `  ${b + `  ${d}` + {}}  ` + f");
});
