import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServerProcess, startServer } from '../../../demo/server-process.ts';
import type { Account, SessionAnswer } from '../../../demo/shared/accounts.ts';
import { ask, login, refusal, type Visitor, visitor } from './lab.ts';

let server: ServerProcess;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

const HEALTH = '/api/periode-limit/notifications/health';
const statusWith = async (token: string): Promise<number> =>
  (await ask(server.origin, 'GET', HEALTH, { headers: { Authorization: `Bearer ${token}` } })).status;

describe('logging in', () => {
  it('lists the people there are, and takes any of them', async () => {
    const { body } = await ask<Account[]>(server.origin, 'GET', '/api/accounts');
    expect(body.map(({ id }) => id)).toEqual(['dewi', 'ayu', 'bagus', 'citra', 'farid', 'gilang']);
    expect(body.filter(({ active }) => !active).map(({ id }) => id)).toEqual(['gilang']);
    const { session } = await login(server.origin, 'ayu');
    expect(session.user).toEqual({
      id: 'ayu',
      name: 'Ayu Lestari',
      role: 'purchasing',
      department: 'supply',
      title: 'Supply purchasing',
    });
    expect(session.expiresInSeconds).toBe(120);
    expect(session.lastEventId).toMatch(/^\d+$/);
  });

  it.each(['nobody', 'hasan'])('knows no account %s', async (account) => {
    const answer = await ask(server.origin, 'POST', '/api/login', { json: { account } });
    expect(refusal(answer).status).toBe(404);
  });

  it('sets a cookie that no script can read and no other site can send', async () => {
    const { headers } = await ask(server.origin, 'POST', '/api/login', { json: { account: 'ayu' } });
    expect(headers.getSetCookie()).toHaveLength(1);
    expect(headers.getSetCookie()[0]).toMatch(
      /^holdfast_ayu=[\w-]{43}; Max-Age=604800; Path=\/api; HttpOnly; SameSite=Strict$/,
    );
  });

  it('is limited: 429 with Retry-After', async () => {
    const strict = await startServer({ LOGINS_PER_MINUTE: '3' });
    try {
      const tries = await Promise.all(
        Array.from({ length: 5 }, () => ask(strict.origin, 'POST', '/api/login', { json: { account: 'ayu' } })),
      );
      const refused = tries.filter(({ status }) => status === 429);
      expect(refused).toHaveLength(2);
      for (const answer of refused) {
        expect(refusal(answer).detail).toContain('logins');
        expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThanOrEqual(1);
        expect(Number(answer.headers.get('Retry-After'))).toBeLessThanOrEqual(20);
      }
    } finally {
      await strict.stop();
    }
  });
});

describe('the next token', () => {
  const refresh = (cookie: string, account: string) =>
    ask<SessionAnswer>(server.origin, 'POST', '/api/token', { json: { account }, headers: { Cookie: cookie } });

  it('comes for the cookie', async () => {
    const ayu = await login(server.origin, 'ayu');
    const { status, body } = await refresh(ayu.cookie, 'ayu');
    expect(status).toBe(200);
    expect(await statusWith(body.token)).toBe(200);
  });

  it('two people may be logged in from one browser', async () => {
    const both = `${(await login(server.origin, 'ayu')).cookie}; ${(await login(server.origin, 'bagus')).cookie}`;
    expect((await refresh(both, 'ayu')).body.user.id).toBe('ayu');
    expect((await refresh(both, 'bagus')).body.user.id).toBe('bagus');
  });

  it.each([
    ['without a cookie', ''],
    ['with one that was made up', `holdfast_ayu=${'A'.repeat(43)}`],
  ])('is refused %s', async (_, cookie) => {
    expect(refusal(await refresh(cookie, 'ayu')).status).toBe(401);
  });

  it("is refused with another person's cookie", async () => {
    const { cookie } = await login(server.origin, 'ayu');
    expect((await refresh(cookie.replace('holdfast_ayu', 'holdfast_dewi'), 'dewi')).status).toBe(401);
  });

  it('is refused after logging out, as is the old one, and the streams end', async () => {
    const ayu = await login(server.origin, 'ayu');
    const stream = await ayu.stream('/api/events/stream');
    const out = await ask(server.origin, 'POST', '/api/logout', {
      json: { account: 'ayu' },
      headers: { Cookie: ayu.cookie },
    });
    expect(out.status).toBe(204);
    expect((await refresh(ayu.cookie, 'ayu')).status).toBe(401);
    expect(await statusWith(ayu.session.token)).toBe(401);
    expect((await stream.rest()).isCut).toBe(true);
  });
});

describe('the door', () => {
  const claims = (): SignJWT =>
    new SignJWT({ gen: 1 }).setSubject('somebody').setIssuer('holdfast-demo').setIssuedAt().setExpirationTime('1h');
  const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const swapHeader = (token: string, header: object): string =>
    [base64(header), ...token.split('.').slice(1)].join('.');

  it.each([HEALTH, '/api/periode-limit/notifications/status', '/api/periode-limit/notifications/stream'])(
    '[A2] answers 401 without a token and says how to get one: %s',
    async (path) => {
      const answer = await ask(server.origin, 'GET', path);
      expect(refusal(answer)).toMatchObject({ status: 401, title: 'Unauthorized' });
      expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer');
    },
  );

  it('[A2] refuses an expired token', async () => {
    const brief = await startServer({ TOKEN_SECONDS: '1' });
    try {
      const ayu = await login(brief.origin, 'ayu');
      await expect.poll(async () => (await ayu.get(HEALTH)).status, { timeout: 20_000, interval: 50 }).toBe(401);
      expect((await ayu.get(HEALTH)).headers.get('WWW-Authenticate')).toContain('invalid_token');
      const { body } = await ask<SessionAnswer>(brief.origin, 'POST', '/api/token', {
        json: { account: 'ayu' },
        headers: { Cookie: ayu.cookie },
      });
      expect((await visitor(brief.origin, body, ayu.cookie).get(HEALTH)).status).toBe(200);
    } finally {
      await brief.stop();
    }
  });

  it('refuses tokens that were forged or had their algorithm swapped', async () => {
    const { session } = await login(server.origin, 'dewi');
    const [head = '', body = '', signature = ''] = session.token.split('.');
    const forgeries = {
      'signed with another secret': await claims().setProtectedHeader({ alg: 'HS256' }).sign(new Uint8Array(32)),
      'alg none, no signature': `${base64({ alg: 'none' })}.${body}.`,
      'alg None': swapHeader(session.token, { alg: 'None' }),
      'alg HS512': swapHeader(session.token, { alg: 'HS512' }),
      'alg RS256': swapHeader(session.token, { alg: 'RS256' }),
      'no algorithm': swapHeader(session.token, {}),
      'other claims, same signature': `${head}.${base64({ sub: 'dewi', gen: 1, exp: 9_999_999_999 })}.${signature}`,
      'no signature': `${head}.${body}.`,
      'not a token': 'abc',
      'five parts': 'a.b.c.d.e',
    };
    for (const [name, token] of Object.entries(forgeries)) expect(await statusWith(token), `${name}`).toBe(401);
    expect(await statusWith(session.token)).toBe(200);
  });

  it('answers 403 to an inactive person, whatever they ask', async () => {
    const gilang = await login(server.origin, 'gilang');
    for (const path of ['health', 'status', 'stream']) {
      const answer = await gilang.get(`/api/periode-limit/notifications/${path}`);
      expect(refusal(answer).status, `${path}`).toBe(403);
    }
    expect((await gilang.get('/api/events/stream')).status).toBe(403);
    expect((await gilang.get('/api/purchases/supply')).status).toBe(403);
  });

  it('[A2] refuses a revoked token at once, and takes the next', async () => {
    const ayu: Visitor = await login(server.origin, 'ayu');
    await ayu.ask('POST', '/api/faults/unauthorized');
    expect((await ayu.get(HEALTH)).status).toBe(401);
  });
});
