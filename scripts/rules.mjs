// Rule coverage: docs/SPEC.md numbers each behaviour, and each test title begins with the rules it proves.
// `node scripts/rules.mjs` checks and prints; `checkRules` is the check itself, on file contents.

import { pathToFileURL } from 'node:url';
import { listFiles, readFiles } from './files.mjs';
import { codeOnly, matchesIn } from './source.mjs';

/** A list item or paragraph that begins with a bold id: `- **C1** At most …`. */
const RULE = /^[^\S\n]*(?:[-*][^\S\n]+)?\*\*([A-Z]\d+[a-z]?)\*\*/gm;

/** `it('[C1, H2] …'`, whatever the function is called; the second part of `it.each(…)('[C1] …'` too. */
const TITLE = /([\w$.]*)\(\s*(['"`])\[([A-Z]\d+[a-z]?(?:,\s*[A-Z]\d+[a-z]?)*)\]/g;

/** What never runs, or runs nothing itself, proves nothing. */
const NO_PROOF = /^describe\b|\.(?:skip|todo)$/;

/**
 * @param {string} spec - The text of docs/SPEC.md.
 * @param {ReadonlyMap<string, string>} tests - Path to contents of every test file.
 * @returns {{ problems: string[]; rules: number; tests: number }} `tests` is the number of titles that name a rule.
 */
export function checkRules(spec, tests) {
  /** @type {string[]} */
  const problems = [];
  /** @type {Map<string, number>} */
  const proofs = new Map();
  for (const { match, line } of matchesIn(spec, RULE)) {
    const id = match[1] ?? '';
    if (proofs.has(id)) problems.push(`docs/SPEC.md:${line}: rule ${id} is defined twice`);
    proofs.set(id, 0);
  }
  let titles = 0;
  for (const [path, source] of tests) {
    for (const { match, line } of matchesIn(codeOnly(source, { keepStrings: true }), TITLE)) {
      if (NO_PROOF.test(match[1] ?? '')) continue;
      titles += 1;
      for (const id of (match[3] ?? '').split(/,\s*/)) {
        const count = proofs.get(id);
        if (count === undefined)
          problems.push(`${path}:${line}: the title names ${id}, which docs/SPEC.md does not have`);
        else proofs.set(id, count + 1);
      }
    }
  }
  for (const [id, count] of proofs) if (count === 0) problems.push(`docs/SPEC.md: rule ${id} has no test`);
  return { problems, rules: proofs.size, tests: titles };
}

/**
 * The check on the files of this project; `null` while there is no docs/SPEC.md.
 *
 * @returns {ReturnType<typeof checkRules> | null}
 */
export function checkProjectRules() {
  const spec = readFiles(listFiles('docs', /^docs\/SPEC\.md$/)).get('docs/SPEC.md');
  if (spec === undefined) return null;
  // Suites that several test files run stand in files of their own.
  return checkRules(spec, readFiles(listFiles('test', /\.(?:test\.tsx?|test-d\.ts)$|-contract\.ts$/)));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const result = checkProjectRules();
  for (const problem of result?.problems ?? []) console.log(problem);
  console.log(
    result === null ? 'docs/SPEC.md is not there yet' : `${result.rules} rules, ${result.tests} tests that name them`,
  );
  process.exitCode = result !== null && result.problems.length > 0 ? 1 : 0;
}
