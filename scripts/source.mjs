// Just enough reading of TypeScript for checks by regular expression. TypeScript 7 has no API to parse with.

/** What stands between a value and a `/` that divides it; after anything else a `/` begins a regular expression. */
const VALUE_END = /[\w$)\]}'"`]$/;
const KEYWORD_END = /(?:^|[^\w$.])(?:return|typeof|case|in|of|do|else|void|delete|throw|await|yield|instanceof)$/;

/**
 * `source` with comments (and, unless `keepStrings`, the contents of strings and regular expressions) replaced by
 * spaces. Line breaks stay, so that positions and line numbers hold. Code inside `${…}` counts as code.
 *
 * @param {string} source
 * @param {{ keepStrings?: boolean }} [options]
 * @returns {string}
 */
export function codeOnly(source, { keepStrings = false } = {}) {
  let code = '';
  let at = 0;
  /** For each open `${`, how many `{` are open within it. @type {number[]} */
  const holes = [];
  const blank = (/** @type {string} */ text) => text.replace(/[^\n]/g, ' ');
  /** @param {RegExp} pattern @param {(text: string) => string} write */
  const take = (pattern, write) => {
    pattern.lastIndex = at;
    const text = pattern.exec(source)?.[0];
    if (!text) return false;
    code += write(text);
    at += text.length;
    return text;
  };
  const literal = (/** @type {string} */ text) =>
    keepStrings || text.length < 2 ? text : text[0] + blank(text.slice(1, -1)) + text.at(-1);
  /** From a backtick or a closing `}` to the next backtick or `${`. */
  const template = () => {
    const text = take(/[`}](?:\\[^]|\$(?!\{)|[^\\`$])*(?:`|\$\{|$)/y, (part) =>
      keepStrings
        ? part
        : part[0] + blank(part.slice(1, part.endsWith('${') ? -2 : -1)) + (part.endsWith('${') ? '${' : '`'),
    );
    if (text && text.endsWith('${')) holes.push(0);
  };
  while (at < source.length) {
    if (take(/\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)/y, blank)) continue;
    if (take(/'(?:\\[^]|[^\\'\n])*'?|"(?:\\[^]|[^\\"\n])*"?/y, literal)) continue;
    if (source[at] === '/' && regexpMayBegin(code.trimEnd())) {
      if (take(/\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/y, literal)) continue;
    }
    const char = source[at];
    const depth = holes.at(-1);
    if (char === '`' || (char === '}' && depth === 0)) {
      if (char === '}') holes.pop();
      template();
      continue;
    }
    if (depth !== undefined && char === '{') holes[holes.length - 1] = depth + 1;
    if (depth !== undefined && char === '}') holes[holes.length - 1] = depth - 1;
    code += char;
    at += 1;
  }
  return code;
}

/** @param {string} before */
function regexpMayBegin(before) {
  return !VALUE_END.test(before) || KEYWORD_END.test(before);
}

/**
 * Every match of `pattern` (global) in `text`, with its line number.
 *
 * @param {string} text
 * @param {RegExp} pattern
 * @returns {{ match: RegExpExecArray; line: number }[]}
 */
export function matchesIn(text, pattern) {
  return [...text.matchAll(pattern)].map((match) => ({ match, line: text.slice(0, match.index).split('\n').length }));
}
