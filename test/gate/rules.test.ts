import { expect, it } from 'vitest';
import { checkRules } from '../../scripts/rules.mjs';

const SPEC = `# Rules
- **C1** At most one request.
**H2a** Silence is noticed.
Text that mentions **C9** in passing defines nothing.
`;

/** A test file of one call; put together here so that this file names no rule in a title of its own. */
const titled = (tag: string, call = 'it') => `${call}('[${tag}] does it', () => {});\n`;
const check = (...tests: string[]) =>
  checkRules(SPEC, new Map(tests.map((source, n) => [`test/${n}.test.ts`, source])));

it('passes when every rule has a test and every title a rule', () => {
  expect(check(titled('C1'), titled('H2a'))).toEqual({ problems: [], rules: 2, tests: 2 });
  expect(check(titled('C1, H2a')).problems).toEqual([]);
});

it('finds titles in tests written as tables', () => {
  expect(check(titled('C1', "it.each([['a'], ['b']])"), titled('H2a', 'test.concurrent')).problems).toEqual([]);
});

it('fails when a test is removed, commented out, skipped or left to do', () => {
  const gone = ['docs/SPEC.md: rule H2a has no test'];
  expect(check(titled('C1')).problems).toEqual(gone);
  expect(check(titled('C1'), `// ${titled('H2a')}`).problems).toEqual(gone);
  expect(check(titled('C1'), titled('H2a', 'it.skip')).problems).toEqual(gone);
  expect(check(titled('C1'), titled('H2a', 'it.todo')).problems).toEqual(gone);
  expect(check(titled('C1'), titled('H2a', 'describe')).problems).toEqual(gone);
});

it('fails when a title names a rule that is not there', () => {
  const { problems } = check(titled('C1, H2a'), `\n${titled('C9')}`);
  expect(problems).toEqual(['test/1.test.ts:2: the title names C9, which docs/SPEC.md does not have']);
});

it('fails when a rule is defined twice', () => {
  const { problems } = checkRules(`${SPEC}\n**C1** Again.\n`, new Map([['t', titled('C1, H2a')]]));
  expect(problems).toEqual(['docs/SPEC.md:6: rule C1 is defined twice']);
});
