/** The door: lets nobody past without a good token of an active person. */
import type { MiddlewareHandler } from 'hono';
import { Refusal } from '../http/refusal.ts';
import type { DemoEnv } from '../http/security.ts';
import type { Sessions } from './sessions.ts';
import type { Tokens } from './tokens.ts';

/** 401 without a good token, 403 for somebody inactive; sets `who`. */
export function door(tokens: Tokens, sessions: Sessions): MiddlewareHandler<DemoEnv> {
  return async (c, next) => {
    const token = /^Bearer ([\w.-]+)$/i.exec(c.req.header('Authorization') ?? '')?.[1];
    const claims = token === undefined ? undefined : await tokens.verify(token);
    const who = claims && sessions.identify(claims);
    if (who === undefined) {
      const known = token === undefined ? 'Bearer' : 'Bearer error="invalid_token"';
      const detail = token === undefined ? 'A bearer token is needed.' : 'The token is expired, revoked or not ours.';
      throw new Refusal(401, `${detail} POST /api/token gives a fresh one.`, {
        headers: { 'WWW-Authenticate': known },
      });
    }
    if (!who.user.active) throw new Refusal(403, `${who.user.name}'s account is inactive.`);
    c.set('who', who);
    await next();
  };
}
