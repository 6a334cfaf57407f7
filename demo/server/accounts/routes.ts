/** Logging in, and getting the next token: the endpoints that need none. */
import { getConnInfo } from '@hono/node-server/conninfo';
import { type Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import * as v from 'valibot';
import type { SessionAnswer } from '../../shared/accounts.ts';
import { readBody } from '../http/body.ts';
import type { RateLimit } from '../http/rate-limit.ts';
import { Refusal } from '../http/refusal.ts';
import type { DemoEnv } from '../http/security.ts';
import { type People, type Person, userOf } from './people.ts';
import type { Sessions } from './sessions.ts';
import type { Claims, Tokens } from './tokens.ts';

/** What logging in needs. */
export interface AccountDeps {
  readonly people: People;
  readonly sessions: Sessions;
  readonly tokens: Tokens;
  readonly tokenSeconds: number;
  readonly logins: RateLimit;
  /** Cuts a session's streams. */
  readonly cut: (sessionId: string) => void;
  /** The newest event's id. */
  readonly head: () => number;
}

const BODY = v.object({
  account: v.pipe(v.string('must be text'), v.regex(/^[a-z]{1,30}$/, 'must be an account')),
});
const WEEK_SECONDS = 7 * 86_400;
/** `Strict`: other sites cannot make a browser send it. */
const COOKIE = { httpOnly: true, sameSite: 'Strict', path: '/api', maxAge: WEEK_SECONDS } as const;

/** `/accounts`, `/login`, `/token` and `/logout`. */
export function accountRoutes(deps: AccountDeps): Hono<DemoEnv> {
  const { people, sessions, tokens, logins } = deps;
  const routes = new Hono<DemoEnv>();

  const answer = async (c: Context<DemoEnv>, user: Person, claims: Claims): Promise<Response> => {
    const { token, expiresAt } = await tokens.issue(claims);
    const body: SessionAnswer = {
      token,
      expiresAt: expiresAt.toISOString(),
      expiresInSeconds: deps.tokenSeconds,
      user: userOf(user),
      lastEventId: String(deps.head()),
    };
    return c.json(body);
  };

  routes.get('/accounts', (c) => c.json(people.accounts()));

  routes.post('/login', async (c) => {
    logins.take(getConnInfo(c).remote.address ?? '');
    const { account } = await readBody(c, BODY);
    const user = people.find(account);
    if (!user?.listed) throw new Refusal(404, 'There is no such account; GET /api/accounts lists them.');
    const session = sessions.begin(user.id);
    setCookie(c, cookieName(account), session.cookie, COOKIE);
    return answer(c, user, session);
  });

  routes.post('/token', async (c) => {
    const { account } = await readBody(c, BODY);
    const session = sessions.resume(getCookie(c, cookieName(account)) ?? '', account);
    const user = people.find(account);
    if (session === undefined || user === undefined) {
      throw new Refusal(401, 'There is no session for this account. POST /api/login begins one.');
    }
    return answer(c, user, session);
  });

  routes.post('/logout', async (c) => {
    const { account } = await readBody(c, BODY);
    const session = sessions.end(getCookie(c, cookieName(account)) ?? '', account);
    if (session !== undefined) deps.cut(session.sessionId);
    deleteCookie(c, cookieName(account), COOKIE);
    return c.body(null, 204);
  });

  return routes;
}

/** One for each account, so that two tabs may be two people. */
function cookieName(account: string): string {
  return `holdfast_${account}`;
}
