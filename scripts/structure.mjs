// What the architecture promises and no linter of ours can say: which part may import which, what a pure part must not
// name, and that no trace of one machine is left. (Where globals are touched is said in .oxlintrc.json.)
// `node scripts/structure.mjs` checks; the functions take file contents, for tests.

import { dirname, join } from 'node:path/posix';
import { pathToFileURL } from 'node:url';
import { listFiles, readFiles } from './files.mjs';
import { codeOnly, matchesIn } from './source.mjs';

/** Outer parts: whoever is not one of them must not import one of them. */
const OUTER = ['index', 'global', 'client', 'react', 'datatables', 'testing'];
const EDGES = ['runtime', 'transports', 'platform', 'page'];

/**
 * What each part of src may not import: a part (folder or file directly in src) or one file. Types count as well, apart
 * from `typesFrom`. `packages`: whether packages may be imported at all, or as types only.
 *
 * @type {Record<string, { not: string[]; typesFrom?: string; packages?: 'none' | 'types' }>}
 */
const IMPORTS = {
  policies: { not: [...OUTER, ...EDGES, 'core', 'delivery', 'options'], packages: 'none' },
  core: { not: [...OUTER, ...EDGES, 'delivery'], packages: 'none' },
  delivery: { not: [...OUTER, ...EDGES], typesFrom: 'transports/transport', packages: 'types' },
  runtime: { not: [...OUTER, 'platform/browser', 'page/browser-page'] },
  transports: { not: [...OUTER, 'runtime'] },
  platform: { not: [...OUTER, 'runtime'] },
  page: { not: [...OUTER, 'runtime'] },
};

const PURE = /^src\/(?:core|policies|delivery)\//;

/** Pure parts get time, chance and news as arguments. A name after a dot is a member of something else, hence `free`. */
const IMPURE = [
  free('async'),
  free('await'),
  free('Date', /\.now\b/),
  free('Date', /\(\s*\)/),
  free('Math', /\.random\b/),
  free('Promise', /\s*\./),
  /\bnew\s+Promise\b/g,
];

/** Schemas may validate asynchronously, so these two files may follow a promise; they still may not make one. */
const FOLLOWS_PROMISES = /^src\/delivery\/(?:validate|pipeline)\.ts$/;
const PROMISES = [free('Promise'), free('PromiseLike'), /\.then\s*\(/g];

const IMPORT =
  /(?:^|[;\n])[^\S\n]*(import|export)\s+(type\b)?[^'"`;]*?from\s*(['"])([^'"]+)\3|\bimport\s*\(?\s*(['"])([^'"]+)\5/g;

// Put together from parts, so that this file passes its own check.
const MACHINE_PATH = new RegExp(
  `(?<![\\w.~/$}-])/(?:${['work', 'root', 'tmp', 'home', 'Users'].join('|')})(?=/|["'\`\\s)]|$)`,
  'gm',
);
const REGISTRY_HOST = new RegExp(`\\b${'regis' + 'try'}\\.[a-z0-9-]+\\.[a-z]{2,}\\b`, 'gi');

/**
 * Problems of one file of src, each as `path:line: sentence`.
 *
 * @param {string} path - From the project's root, such as `src/core/step.ts`.
 * @param {string} source
 * @returns {string[]}
 */
export function checkSource(path, source) {
  const code = codeOnly(source);
  const problems = importProblems(path, codeOnly(source, { keepStrings: true }));
  /** @param {readonly RegExp[]} patterns @param {string} why */
  const forbid = (patterns, why) => {
    for (const pattern of patterns) {
      for (const { match, line } of matchesIn(code, pattern))
        problems.push(`${path}:${line}: ${match[0].trim()} ${why}`);
    }
  };
  if (PURE.test(path)) {
    forbid(IMPURE, 'in a pure part');
    if (!FOLLOWS_PROMISES.test(path)) forbid(PROMISES, 'in a pure part');
  }
  if (/\/(?:utils?|helpers?)(?:\.[^/]*|\/.*)$/.test(path)) problems.push(`${path}:1: name the file for its one idea`);
  return problems;
}

/**
 * Problems of any text file of the project: traces of the machine it was written on.
 *
 * @param {string} path
 * @param {string} text
 * @returns {string[]}
 */
export function checkText(path, text) {
  return [
    ...matchesIn(text, MACHINE_PATH).map(
      ({ match, line }) => `${path}:${line}: absolute path ${match[0]} of one machine`,
    ),
    ...matchesIn(text, REGISTRY_HOST).map(({ match, line }) => `${path}:${line}: host name ${match[0]} of a registry`),
  ];
}

/**
 * @param {string} path
 * @param {string} code
 */
function importProblems(path, code) {
  const part = path.split('/')[1] ?? '';
  const rule = IMPORTS[part];
  /** @type {string[]} */
  const problems = [];
  if (rule === undefined) return problems;
  for (const { match, line } of matchesIn(code, IMPORT)) {
    const specifier = match[4] ?? match[6] ?? '';
    const typeOnly = match[2] !== undefined;
    if (!specifier.startsWith('.')) {
      if (rule.packages === 'none' || (rule.packages === 'types' && !typeOnly)) {
        problems.push(`${path}:${line}: ${part} imports the package ${specifier}`);
      }
      continue;
    }
    const target = join(dirname(path), specifier)
      .replace(/^src\//, '')
      .replace(/\.[jt]sx?$/, '');
    if (typeOnly && target === rule.typesFrom) continue;
    if (rule.not.includes(target) || rule.not.includes(target.split('/')[0] ?? '')) {
      problems.push(`${path}:${line}: ${part} imports ${target}`);
    }
  }
  return problems;
}

/**
 * `name` as a free identifier, not as a member (`timers.setTimeout`), then `rest`.
 *
 * @param {string} name
 * @param {RegExp} rest
 */
function free(name, rest = /(?![\w$])/) {
  return new RegExp(`(?<![\\w$.])${name}${rest.source}`, 'g');
}

/**
 * The checks on the files of this project.
 *
 * @returns {string[]}
 */
export function checkProjectStructure() {
  const sources = readFiles(listFiles('src', /\.tsx?$/));
  const texts = [...readFiles(listFiles('.'))].filter(([, text]) => !text.includes('\0'));
  return [
    ...[...sources].flatMap(([path, source]) => checkSource(path, source)),
    ...texts.flatMap(([path, text]) => checkText(path, text)),
  ];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const problems = checkProjectStructure();
  for (const problem of problems) console.log(problem);
  console.log(problems.length === 0 ? 'structure: nothing to say' : `structure: ${problems.length} problems`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
