// A vitest environment: happy-dom for the DOM, Node's own network and streams. happy-dom replaces `fetch`, `AbortController`
// and their kin with its own, whose aborts and broken streams look different from any browser's.
// Use it with this first line of a test file: `// @vitest-environment happy-native`

import { builtinEnvironments, type Environment } from 'vitest/runtime';

const happyDom = builtinEnvironments['happy-dom'];

const KEPT = [
  'fetch',
  'Request',
  'Response',
  'Headers',
  'FormData',
  'AbortController',
  'AbortSignal',
  'ReadableStream',
  'TextDecoderStream',
];

const happyNative: Environment = {
  ...happyDom,
  name: 'happy-native',
  async setup(global, options) {
    const kept = KEPT.map((name) => [name, Object.getOwnPropertyDescriptor(global, name)] as const);
    const result = await happyDom.setup(global, options);
    for (const [name, descriptor] of kept) if (descriptor) Object.defineProperty(global, name, descriptor);
    return result;
  },
};

export default happyNative;
