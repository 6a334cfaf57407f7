/** The built pages, from disk. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { Refusal } from './refusal.ts';
import type { DemoEnv } from './security.ts';

/** Serves `webRoot`; says what to do where nothing has been built. */
export function pageRoutes(webRoot: string): Hono<DemoEnv> {
  const routes = new Hono<DemoEnv>();
  if (!existsSync(join(webRoot, 'index.html'))) {
    routes.get('/', () => {
      throw new Refusal(503, 'The page is not built. Run `npm start`, or `npx vite build`.');
    });
    return routes;
  }
  const files = serveStatic<DemoEnv>({
    root: webRoot,
    onFound: (path, c) => {
      // Vite puts a hash of the content into the names under assets/, so these never change.
      const hashed = c.req.path.startsWith('/assets/') && !path.endsWith('.html');
      c.header('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  // Not every path: one that takes only POST must not seem to take GET because a file might have its name.
  for (const path of ['/', '/assets/*', '/:file{[^/]+[.][a-z]+}']) routes.get(path, files);
  return routes;
}
