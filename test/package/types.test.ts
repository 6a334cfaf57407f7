import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../scripts/run.mjs';
import { type Consumer, createConsumer } from './consumer.ts';

/** The libraries of a new project, and every check there is: our declarations included. */
const OPTIONS = {
  target: 'es2022',
  lib: ['ES2022', 'DOM', 'DOM.Iterable'],
  jsx: 'react-jsx',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  noEmit: true,
  types: [],
};
const RESOLUTIONS = { bundler: { module: 'esnext' }, nodenext: { module: 'nodenext' } } as const;

/** What the compiler says of these files: `file:line code`, and the whole text of everything else. */
async function compile(
  { folder, write }: Consumer,
  moduleResolution: keyof typeof RESOLUTIONS,
  files: readonly string[],
): Promise<string[]> {
  const project = `tsconfig.${moduleResolution}.json`;
  const compilerOptions = { ...OPTIONS, moduleResolution, ...RESOLUTIONS[moduleResolution] };
  write(project, JSON.stringify({ compilerOptions, files }));
  const { output } = await run('tsc', ['-p', project, '--pretty', 'false'], { cwd: folder, capture: true });
  return output
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith(' '))
    .map((line) => line.replace(/^([^(]+)\((\d+),\d+\): error (TS\d+):.*$/, '$1:$2 $3'));
}

/** Where a file says that there is a mistake: above the line, with the code. */
function planted(folder: string, file: string): string[] {
  return readFileSync(join(folder, file), 'utf8')
    .split('\n')
    .flatMap((line, index) => {
      const [, code] = /\/\/ mistake (TS\d+): /.exec(line) ?? [];
      return code ? [`${file}:${index + 2} ${code}`] : [];
    });
}

let consumer: Consumer;
beforeAll(async () => {
  consumer = await createConsumer({ peers: true });
});

describe.each(Object.keys(RESOLUTIONS) as (keyof typeof RESOLUTIONS)[])('types under %s', (resolution) => {
  it('resolve, and all pages compile', async () => {
    const files = ['plain.ts', 'react-page.tsx', 'other-transport.ts'];
    // DataTables 3 declares its module in a way that nodenext takes for CommonJS, without a constructor.
    if (resolution === 'bundler') files.push('datatables-page.ts');
    expect(await compile(consumer, resolution, files)).toEqual([]);
  });

  it('find every planted mistake, and nothing else', async () => {
    const mistakes = planted(consumer.folder, 'mistakes.tsx');
    expect(mistakes.length).toBeGreaterThan(10);
    expect(await compile(consumer, resolution, ['mistakes.tsx'])).toEqual(mistakes);
  });
});

it('types of what needs no peer resolve where there is none', async () => {
  const bare = await createConsumer({ peers: false });
  expect(await compile(bare, 'nodenext', ['plain.ts'])).toEqual([]);
});
