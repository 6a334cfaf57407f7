/** What a browser may do with the answers. */
import type { HttpBindings } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';
import type { Identity } from '../accounts/sessions.ts';

/** What handlers know. `who` is set behind the door, for all of `/api` but the open endpoints. */
export interface DemoEnv {
  Bindings: HttpBindings;
  Variables: { who: Identity };
}

/** On every answer, streams included. Nothing inline, nothing evaluated, nothing from elsewhere. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Puts {@link SECURITY_HEADERS} on what Hono answers; what is asked of the API is not stored unless it says so. */
export function secureHeaders(): MiddlewareHandler<DemoEnv> {
  return async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) c.header(name, value);
    if (c.req.path.startsWith('/api/') && !c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store');
  };
}
