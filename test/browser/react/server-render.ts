import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import type * as ServerSide from './server-side.tsx';
import { bundleServerSide, packagesOf, type ReactVersion } from './bundles.ts';

/** What came of rendering where nothing exists but the language itself: no timer, no fetch, no console, no document. */
export interface ServerRender {
  readonly html: string;
  /** Of the client that is provided. */
  readonly phase: string;
  /** Names the rendering has left on the global object. */
  readonly left: readonly string[];
}

export async function renderOnServer(version: ReactVersion): Promise<ServerRender> {
  const code = await bundleServerSide();
  const context = createContext({});
  const before = new Set(Object.getOwnPropertyNames(runInContext('globalThis', context)));
  const module = { exports: {} as typeof ServerSide };
  // React brings its own globals from outside: what is looked at here are the hooks.
  const require = createRequire(join(packagesOf(version), 'react-dom/package.json'));
  const load = runInContext(`(function (require, module) { ${code}\n})`, context) as (...given: unknown[]) => void;
  load(require, module);
  const html = module.exports.html();
  return {
    html,
    phase: module.exports.phase(),
    left: Object.getOwnPropertyNames(runInContext('globalThis', context)).filter((name) => !before.has(name)),
  };
}
