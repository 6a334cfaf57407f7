import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HeadersContext } from '../../../src/options.ts';
import { createRequests, type Errand, type Prepared, type RequestOptions } from '../../../src/runtime/requests.ts';

type Given = Partial<RequestOptions>;

/** Requests of a page at `https://page.test/app/`, and what the logger was warned of. */
function world(options: Given = {}, baseUrl: string | undefined = 'https://page.test/app/') {
  const warnings: string[] = [];
  const logger = { debug() {}, info() {}, error() {}, warn: (message: string) => void warnings.push(message) };
  const requests = createRequests(
    {
      method: 'GET',
      lastEventIdParam: false,
      credentials: 'same-origin',
      cache: 'no-store',
      logger,
      ...options,
    } as RequestOptions,
    { baseUrl: () => baseUrl },
  );
  const errand = (more: Partial<Errand> = {}): Errand => ({
    link: { attempt: 1, reason: 'connect', credentials: 0 },
    failures: 0,
    lastEventId: '',
    road: 'stream',
    url: 'https://api.test/stream',
    signal: new AbortController().signal,
    ...more,
  });
  const prepare = async (more?: Partial<Errand>): Promise<Prepared> => {
    const prepared = await requests.prepare(errand(more));
    if (!('url' in prepared)) throw prepared.cause;
    return prepared;
  };
  return { requests, errand, prepare, warnings };
}

/** What a server reads out of the header. */
const sentId = ({ init }: Prepared): string | null => {
  const value = init.headers.get('last-event-id');
  return value === null ? null : new TextDecoder().decode(Uint8Array.from(value, (byte) => byte.charCodeAt(0)));
};

describe('the request', () => {
  it('[C3] says what it wants and how, and is not cached', async () => {
    const { prepare } = world({ mode: 'cors', redirect: 'error', referrerPolicy: 'origin', integrity: 'sha256-x' });
    const { url, init } = await prepare();
    expect(url).toBe('https://api.test/stream');
    expect(init).toMatchObject({
      method: 'GET',
      cache: 'no-store',
      credentials: 'same-origin',
      mode: 'cors',
      redirect: 'error',
      referrerPolicy: 'origin',
      integrity: 'sha256-x',
    });
    expect([...init.headers]).toEqual([['accept', 'text/event-stream']]);
  });

  it('[C3] lets the page say what it accepts', async () => {
    const { prepare } = world({ headers: { Accept: 'text/event-stream, */*' } });
    expect((await prepare()).init.headers.get('accept')).toBe('text/event-stream, */*');
  });

  it('sends method and body with the stream, and polls with neither', async () => {
    let bodies = 0;
    const { prepare } = world({ method: 'POST', body: async () => `body ${++bodies}` });
    expect((await prepare()).init).toMatchObject({ method: 'POST', body: 'body 1' });
    expect((await prepare()).init).toMatchObject({ body: 'body 2' });
    const poll = await prepare({ road: 'poll' });
    expect([poll.init.method, poll.init.body, poll.init.headers.get('accept')]).toEqual([
      undefined,
      undefined,
      'application/json',
    ]);
  });

  it('goes to the address a function gives, asked each time', async () => {
    let asked = 0;
    const { prepare } = world();
    const url = async (): Promise<URL> => new URL(`https://api.test/${++asked}`);
    expect([(await prepare({ url })).url, (await prepare({ url })).url]).toEqual([
      'https://api.test/1',
      'https://api.test/2',
    ]);
  });

  it('[A1] asks for headers with the reason, the failures so far and the signal', async () => {
    const asked: HeadersContext[] = [];
    const { prepare } = world({
      headers(context) {
        asked.push(context);
        return { Authorization: `try ${context.attempt}` };
      },
    });
    const { signal } = new AbortController();
    const { init } = await prepare({ link: { attempt: 9, reason: 'reconnect', credentials: 0 }, failures: 2, signal });
    expect(asked).toEqual([{ reason: 'reconnect', attempt: 2, signal }]);
    expect(init.headers.get('authorization')).toBe('try 2');
  });

  it('does not change the headers the page gave', async () => {
    const headers = new Headers({ 'X-Mine': '1' });
    await world({ headers }).prepare({ lastEventId: '7' });
    expect([...headers]).toEqual([['x-mine', '1']]);
  });
});

describe('the last event id', () => {
  it('[C3] is sent as its UTF-8 bytes, whatever it is made of', async () => {
    const { prepare } = world();
    const printable = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 50 })
      .filter((id) => id.trim() === id && id.isWellFormed() && !/\p{Cc}/u.test(id));
    await fc.assert(
      fc.asyncProperty(printable, async (id) => {
        const prepared = await prepare({ lastEventId: id });
        expect([sentId(prepared), prepared.asked]).toEqual([id, id]);
      }),
    );
    expect(sentId(await prepare({ lastEventId: 'é漢😀' }))).toBe('é漢😀');
  });

  it.each(['a\nb', 'a\rb', 'a\0b', '\x01', 'x\x7f', 'x'.repeat(4_097), '漢'.repeat(1_366)])(
    '[C3] is not sent where no header can carry it, and does not count as asked for',
    async (lastEventId) => {
      const prepared = await world().prepare({ lastEventId });
      expect([sentId(prepared), prepared.asked]).toEqual([null, '']);
    },
  );

  it('[C3] may have a tab, and 4,096 bytes', async () => {
    const { prepare } = world();
    for (const id of ['a\tb', 'x'.repeat(4_096)]) expect(sentId(await prepare({ lastEventId: id }))).toBe(id);
  });

  it('[C3] is not sent when it is empty', async () => {
    expect(sentId(await world().prepare())).toBeNull();
    expect((await world({ lastEventIdParam: 'id' }).prepare()).url).toBe('https://api.test/stream');
  });

  it('[C3] goes into the query instead, before a fragment and after what is there', async () => {
    const { prepare } = world({ lastEventIdParam: 'last id' });
    const urlOf = async (url: string): Promise<string> => (await prepare({ url, lastEventId: 'a&b=c#d' })).url;
    const query = 'last%20id=a%26b%3Dc%23d';
    // A space may be written in two ways.
    const same = (url: string): string => url.replace('+', '%20');
    expect(same(await urlOf('/s'))).toBe(`/s?${query}`);
    expect(same(await urlOf('/s?x=1'))).toBe(`/s?x=1&${query}`);
    expect(same(await urlOf('/s?x=1#f?g#h'))).toBe(`/s?x=1&${query}#f?g#h`);
    expect(same(await urlOf('/s#f'))).toBe(`/s?${query}#f`);
    expect(sentId(await prepare({ lastEventId: '7' }))).toBeNull();
  });

  it('[C3] can be read out of the query again, whatever it is', async () => {
    const { prepare } = world({ lastEventIdParam: 'id' });
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
      fc.constantFrom('\uD800', 'a\uDFFFb', '%', '+', ' ', '\0', 'é😀'),
    );
    await fc.assert(
      fc.asyncProperty(hostile, fc.constantFrom('', '?a=1', '?a=1#f', '#f'), async (id, rest) => {
        const url = new URL((await prepare({ url: `https://api.test/s${rest}`, lastEventId: id })).url);
        expect(url.searchParams.get('id')).toBe(id.toWellFormed());
        expect(url.searchParams.get('a')).toBe(rest.includes('a=1') ? '1' : null);
      }),
    );
  });
});

describe('headers for a request that was refused with 401', () => {
  const unauthorized = { attempt: 2, reason: 'unauthorized', credentials: 1 } as const;

  it('[A2] are asked for once, for stream and poll together', async () => {
    let calls = 0;
    const { prepare } = world({ headers: async () => ({ Authorization: `call ${++calls}` }) });
    const both = await Promise.all([
      prepare({ link: unauthorized }),
      prepare({ link: { ...unauthorized, attempt: 3 }, road: 'poll' }),
    ]);
    expect(both.map(({ init }) => init.headers.get('authorization'))).toEqual(['call 1', 'call 1']);
    // One that comes after the answer is served with it too.
    await prepare({ link: { ...unauthorized, attempt: 4 } });
    expect(calls).toBe(1);
  });

  it('[A2] are asked for anew for the next refusal, and for every other reason', async () => {
    let calls = 0;
    const { prepare } = world({ headers: () => ({ Authorization: `call ${++calls}` }) });
    await prepare({ link: unauthorized });
    await prepare({ link: { ...unauthorized, credentials: 2 } });
    await prepare({ link: { ...unauthorized, credentials: 2, reason: 'poll' } });
    await prepare({ link: { ...unauthorized, credentials: 2, reason: 'reconnect' } });
    expect(calls).toBe(4);
  });
});

describe('what cannot be made ready', () => {
  const broken = (): never => {
    throw new Error('mine');
  };

  it('[A3] is a failure of kind auth when headers throw, reject or cannot be headers', async () => {
    for (const headers of [broken, async () => broken()]) {
      const { requests, errand } = world({ headers });
      expect(await requests.prepare(errand())).toEqual({ kind: 'auth', cause: new Error('mine') });
    }
    // What the platform says of headers that cannot be quotes them (A4).
    const { requests, errand } = world({ headers: () => ({ 'not a name': 'x' }) });
    expect(await requests.prepare(errand())).toEqual({ kind: 'auth' });
  });

  it('is a failure of kind network when the address or the body is at fault', async () => {
    const { requests, errand } = world({ body: broken });
    expect(await requests.prepare(errand())).toMatchObject({ kind: 'network', cause: { message: 'mine' } });
    expect(await requests.prepare(errand({ road: 'poll', url: async () => broken() }))).toMatchObject({
      kind: 'network',
    });
    expect(await requests.prepare(errand({ road: 'poll', url: 'https://' }))).toMatchObject({ kind: 'network' });
  });

  it('[C2] asks for no address and no body once the request is not wanted any more', async () => {
    const controller = new AbortController();
    const asked: string[] = [];
    const { requests, errand } = world({
      headers() {
        controller.abort();
        return {};
      },
      body() {
        asked.push('body');
        return '';
      },
    });
    const url = (): string => {
      asked.push('url');
      return '/';
    };
    await requests.prepare(errand({ url, signal: controller.signal }));
    expect(asked).toEqual([]);
  });
});

describe('credentials in danger', () => {
  const bearer: Given = { headers: { Authorization: 'Bearer secret' } };

  it('[A4] are warned of on plain http to a host that is not local, once', async () => {
    const { prepare, warnings } = world(bearer);
    await prepare({ url: 'http://api.test/stream?token=secret' });
    await prepare({ url: 'http://api.test/stream' });
    expect(warnings).toEqual(['holdfast: credentials are sent over plain http to api.test; use https.']);
  });

  it('[A4] are cookies as well, and a relative address is that of the page', async () => {
    const { prepare, warnings } = world({ credentials: 'include' }, 'http://page.test/app/');
    await prepare({ url: '/stream' });
    expect(warnings).toHaveLength(1);
  });

  it.each([
    'http://localhost:8080/',
    'http://app.localhost/',
    'http://127.0.0.1/',
    'http://127.8.8.8/',
    'http://[::1]:3/',
    'https://api.test/',
  ])('[A4] are safe at %s', async (url) => {
    const { prepare, warnings } = world(bearer);
    await prepare({ url });
    expect(warnings).toEqual([]);
  });

  it.each(['http://localhost.evil.test/', 'http://127.0.0.1.evil.test/', 'http://10.0.0.1/'])(
    '[A4] are not safe at %s',
    async (url) => {
      const { prepare, warnings } = world(bearer);
      await prepare({ url });
      expect(warnings).toHaveLength(1);
    },
  );

  it('[A4] are none where there are none', async () => {
    const { prepare, warnings } = world();
    await prepare({ url: 'http://api.test/' });
    expect(warnings).toEqual([]);
  });

  it('[A4] are warned of when a redirect takes them to another origin', async () => {
    const { requests, prepare, warnings } = world(bearer);
    const prepared = await prepare({ url: '/stream' });
    const redirected = (url: string) => ({ redirected: true, url }) as Response;
    requests.inspect(redirected('https://page.test/other?token=secret'), prepared);
    expect(warnings).toEqual([]);
    requests.inspect(redirected('https://evil.test/stream?token=secret'), prepared);
    expect(warnings).toEqual([
      "holdfast: a request with credentials was redirected to https://evil.test; set redirect: 'error' or use its address.",
    ]);
  });
});
