/** The door: who may ask, and what a browser may do with the answers. */
import type { HttpBindings } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';
import { problem } from './problem.ts';
import type { Tokens } from './tokens.ts';

/** What handlers behind the door know. */
export interface DemoEnv {
  Bindings: HttpBindings;
  Variables: { user: string };
}

/** On every answer, streams included. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

/** Puts {@link SECURITY_HEADERS} on what Hono answers. */
export function secureHeaders(): MiddlewareHandler<DemoEnv> {
  return async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) c.header(name, value);
  };
}

/** Lets nobody past without a good bearer token. */
export function requireToken(tokens: Tokens): MiddlewareHandler<DemoEnv> {
  return async (c, next) => {
    const token = /^Bearer ([\w.-]+)$/i.exec(c.req.header('Authorization') ?? '')?.[1];
    const user = token === undefined ? undefined : await tokens.verify(token);
    if (user === undefined) {
      const known = token === undefined ? 'Bearer' : 'Bearer error="invalid_token"';
      const detail = token === undefined ? 'A bearer token is needed.' : 'The token is expired, revoked or not ours.';
      return problem(401, 'Unauthorized', `${detail} POST /api/token gives one.`, { 'WWW-Authenticate': known });
    }
    c.set('user', user);
    await next();
  };
}
