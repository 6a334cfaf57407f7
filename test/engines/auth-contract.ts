import { expect, it } from 'vitest';
import type { PageOptions } from '../browser/page-side.ts';
import type { OpenLab } from './engine-lab.ts';
import { barrier } from './in-page.ts';
import type { Traits } from './traits.ts';

/** Tokens run out, and fresh ones are asked for. */
export function authContract(openLab: OpenLab, traits: Traits): void {
  it('[A1, A2] 401: asked once for a fresh token, the place in the stream is kept, at no attempt', async () => {
    const { log, open, server } = await openLab();
    let valid = 'token-0';
    server.on('/guarded', (exchange) => {
      if (exchange.request.headers.authorization === `Bearer ${valid}`) return log.serve(exchange);
      return exchange.reply(401, { 'www-authenticate': 'Bearer' });
    });
    const page = await open();
    await page.run((url) => {
      const reasons: string[] = [];
      Object.assign(window, { reasons });
      let token = 0;
      window.lab.start('a', url, {
        reconnect: { initialDelayMs: 1, maxDelayMs: 1 },
        headers: async ({ reason }) => {
          reasons.push(reason);
          if (reason === 'unauthorized') token++;
          return { Authorization: `Bearer token-${token}` };
        },
      });
    }, server.url('/guarded?client=a'));
    log.append(5);
    await page.untilEvents('a');
    valid = 'token-1';
    log.cut('a');
    log.append(5);
    const { ids, retries } = await page.untilEvents('a');
    expect(ids).toEqual(log.ids);
    expect(retries).toHaveLength(1);
    expect(await page.run(() => (window as unknown as { reasons: string[] }).reasons)).toEqual([
      'connect',
      'reconnect',
      'unauthorized',
    ]);
    expect(
      server.requestsTo('/guarded').map(({ headers }) => [headers.authorization, headers['last-event-id']]),
    ).toEqual([
      ['Bearer token-0', undefined],
      ['Bearer token-0', '5'],
      ['Bearer token-1', '5'],
    ]);
  });

  it.each([
    ['Bearer', 'same-origin'],
    ['Basic realm="x"', 'omit'],
  ] as const)('[A2] 401 to the fresh token as well (%s, credentials: %s) is failed', async (scheme, credentials) => {
    const { open, server } = await openLab();
    server.on('/guarded', (exchange) => exchange.reply(401, { 'www-authenticate': scheme }));
    const page = await open();
    await page.run(startWithToken, server.url('/guarded'), { credentials });
    await page.untilPhase('a', 'failed');
    expect((await page.seen('a')).errors).toMatchObject([{ kind: 'auth', status: 401 }]);
    await page.run(barrier);
    expect(server.requestsTo('/guarded')).toHaveLength(2);
  });

  it('[A2, C5] 401 that asks for a password, with credentials: where a person is asked, the attempt is given up', async () => {
    const { open, server } = await openLab();
    server.on('/guarded', (exchange) => exchange.reply(401, { 'www-authenticate': 'Basic realm="x"' }));
    const page = await open();
    await page.run(startWithToken, server.url('/guarded'), { reconnect: { connectTimeoutMs: 300 } });
    await page.run(() => window.lab.untilErrors('a', 1));
    expect((await page.seen('a')).errors[0]?.kind).toBe(traits.asksForPassword ? 'timeout' : 'auth');
  });
}

/** A client whose token nobody takes; in the page. */
function startWithToken(url: string, options: PageOptions): void {
  window.lab.start('a', url, { ...options, headers: () => ({ Authorization: 'Bearer stale' }) });
}
