import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { DEFAULTS } from '../../src/defaults.ts';
import { resolveOptions } from '../../src/resolve-options.ts';

/** Which group of the options an interface describes. */
const GROUPS: Readonly<Record<string, string>> = {
  SseClientOptions: '',
  HeartbeatOptions: 'heartbeat.',
  ReconnectOptions: 'reconnect.',
  PollingOptions: 'polling.',
  VisibilityOptions: 'visibility.',
  DedupeOptions: 'dedupe.',
  LimitOptions: 'limits.',
};

/** `reconnect.attempts` to `5`, for each `@defaultValue` that is a number, a quoted string, true or false. */
function documented(): Map<string, unknown> {
  const source = readFileSync('src/options.ts', 'utf8');
  const found = new Map<string, unknown>();
  for (const [, name = '', body = ''] of source.matchAll(/^export interface (\w+)[^{]*\{\n([\s\S]*?)^\}/gm)) {
    const prefix = GROUPS[name];
    if (prefix === undefined) continue;
    for (const [, comment = '', property = ''] of body.matchAll(
      /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*readonly (\w+)\?/g,
    )) {
      const value = /@defaultValue ([\d_]+|'[^']*'|true|false)\s*$/m.exec(comment.trim())?.[1];
      if (value !== undefined) found.set(prefix + property, JSON.parse(value.replace(/_/g, '').replaceAll("'", '"')));
    }
  }
  return found;
}

function flat(value: object, prefix = ''): [string, unknown][] {
  return Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === 'object' ? flat(inner, `${prefix}${name}.`) : [[prefix + name, inner] as [string, unknown]],
  );
}

it('[O2] documents each default as it is, and no other', () => {
  const tags = documented();
  // What is off unless it is configured has no place in DEFAULTS.
  for (const off of ['polling', 'debounce']) {
    expect(tags.get(off)).toBe(false);
    tags.delete(off);
    expect(resolveOptions('/s', {})).toMatchObject({ [off]: false });
  }
  expect(Object.fromEntries(tags)).toEqual(Object.fromEntries(flat(DEFAULTS)));
});

it('[O2] is what a client without options gets', () => {
  const { polling: _, ...defaults } = DEFAULTS;
  expect(resolveOptions('/s', {})).toEqual({ ...defaults, polling: false, debounce: false });
  const polling = { url: '/p', toEvents: () => [] };
  expect(resolveOptions('/s', { polling }).polling).toEqual({ ...DEFAULTS.polling, ...polling });
});

it('[O2] cannot be changed', () => {
  const parts: unknown[] = [DEFAULTS, ...Object.values(DEFAULTS)];
  expect(parts.filter((part) => typeof part === 'object').every(Object.isFrozen)).toBe(true);
});
