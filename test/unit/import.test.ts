import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

/** Globals of browsers and of workers; in the child each of them throws when it is so much as looked at. */
const TRAPS = `
  window document navigator location self fetch setTimeout clearTimeout setInterval queueMicrotask performance Date
  MessageChannel reportError AbortController EventSource localStorage sessionStorage addEventListener crypto console
`.match(/\w+/g);

const CHILD = `
  const out = process.stdout.write.bind(process.stdout);
  const source = (path) => new URL(path, 'file://' + process.cwd() + '/').href;
  const touched = [];
  let armed = false;
  for (const name of ${JSON.stringify(TRAPS)}) {
    const value = globalThis[name];
    Object.defineProperty(globalThis, name, {
      configurable: true,
      get() {
        // Node's own loader looks at some of them; what counts is a look from our source.
        if (armed && new Error().stack.split('\\n')[2]?.includes('/src/')) touched.push(name);
        return value;
      },
      set() {},
    });
  }
  armed = true;
  const { SseClient, DEFAULTS } = await import(source('src/index.ts'));
  out('imported ' + typeof SseClient + ' ' + Object.isFrozen(DEFAULTS) + ' ' + touched.join() + '\\n');
  const noop = () => {};
  const platform = {
    now: () => 0, wallNow: () => 0, random: () => 0, setTimer: noop, clearTimer: noop, defer: noop,
    reportError: noop, fetch: noop, baseUrl: noop,
  };
  const page = { read: () => ({ visible: true, online: true, halted: null }), subscribe: () => noop };
  const client = new SseClient('https://api.test/', { platform, page });
  client.on('a', noop);
  out('made ' + client.state.phase + ' ' + touched.join() + '\\n');
  client.close();
  out('closed ' + client.state.phase + ' ' + touched.join() + '\\n');
  armed = false;
`;

it('[O3] touches no global when it is imported, nor when a client with a platform is made and closed', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--no-warnings', '-e', CHILD]);
  expect(
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.trimEnd()),
  ).toEqual(['imported function true', 'made idle', 'closed closed']);
});

it('[O3] needs no document and no page of its own', async () => {
  const child = `
    import { SseClient } from './src/index.ts';
    const client = new SseClient('https://api.test/', { fetch: () => new Promise(() => {}) });
    client.connect();
    const { phase } = client.state;
    client.close();
    process.stdout.write(phase + ' ' + client.state.phase);
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--no-warnings', '-e', child]);
  expect(stdout).toBe('connecting closed');
});
