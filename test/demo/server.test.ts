import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServerProcess, startServer } from '../../demo/server-process.ts';
import { bearer, takeToken } from './http-client.ts';

let server: ServerProcess;
let token: string;

beforeAll(async () => {
  server = await startServer({ FEED_INTERVAL_MS: '50', LOG_CAPACITY: '1200' });
  token = await takeToken(server.origin);
});
afterAll(() => server.stop());

const get = (path: string, headers: Record<string, string> = bearer(token)): Promise<Response> =>
  fetch(server.origin + path, { headers });
const fault = async (name: string): Promise<Response> =>
  fetch(`${server.origin}/api/faults/${name}`, { method: 'POST', headers: bearer(token) });

describe('who may ask', () => {
  const closed = ['/api/notifications/stream', '/api/notifications/status', '/api/notifications/health', '/api/faults'];

  it.each(closed)('[A2] %s answers 401 with a problem body when there is no token', async (path) => {
    const response = await get(path, {});
    expect(response.status).toBe(401);
    expect(response.headers.get('Content-Type')).toBe('application/problem+json');
    expect(response.headers.get('WWW-Authenticate')).toBe('Bearer');
    expect(await response.json()).toMatchObject({ status: 401, title: 'Unauthorized' });
  });

  it('[A2] refuses forged tokens and tokens without a signature', async () => {
    const [head, payload] = token.split('.');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    for (const forged of [`${head}.${payload}.AAAA`, `${none}.${payload}.`, `${none}.${payload}.AAAA`, 'x', '']) {
      expect((await get('/api/notifications/status', bearer(forged))).status).toBe(401);
    }
  });

  it('[A2] refuses an expired token and takes a fresh one', async () => {
    const brief = await startServer({ TOKEN_SECONDS: '1' });
    try {
      const old = await takeToken(brief.origin);
      const ask = (with_: string): Promise<Response> =>
        fetch(`${brief.origin}/api/notifications/health`, { headers: bearer(with_) });
      await expect.poll(async () => (await ask(old)).status, { timeout: 30_000, interval: 200 }).toBe(401);
      expect((await ask(await takeToken(brief.origin))).status).toBe(200);
    } finally {
      await brief.stop();
    }
  });

  it('[A2] refuses every older token once they are revoked', async () => {
    const before = await takeToken(server.origin);
    expect((await fault('unauthorized')).status).toBe(200);
    expect((await get('/api/faults', bearer(before))).status).toBe(401);
    token = await takeToken(server.origin);
    expect((await get('/api/faults')).status).toBe(200);
  });
});

describe('the page', () => {
  it('comes with a policy that allows no inline and no foreign code', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-page-'));
    await writeFile(join(folder, 'index.html'), '<!doctype html><title>Built</title>');
    const built = await startServer({ WEB_ROOT: folder });
    try {
      const response = await fetch(`${built.origin}/`);
      expect(await response.text()).toContain('Built');
      const policy = response.headers.get('Content-Security-Policy') ?? '';
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
      expect(policy).not.toContain('unsafe');
      expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff');
      expect((await fetch(`${built.origin}/..%2f..%2fpackage.json`)).status).toBe(404);
    } finally {
      await built.stop();
      await rm(folder, { recursive: true });
    }
  });

  it('says what to do when it has not been built', async () => {
    const unbuilt = await startServer({ WEB_ROOT: join(tmpdir(), 'holdfast-no-such-folder') });
    try {
      const response = await fetch(`${unbuilt.origin}/`);
      expect(response.status).toBe(503);
      expect(await response.json()).toMatchObject({ detail: 'Run `npm start`, or `npx vite build`.' });
    } finally {
      await unbuilt.stop();
    }
  });
});

describe('the process', () => {
  it('takes the next free port when its own is taken, and says so', async () => {
    const blocker = createServer();
    const port = await new Promise<number>((resolve) => {
      blocker.listen(0, '127.0.0.1', () => {
        const address = blocker.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    const second = await startServer({ PORT: String(port) });
    try {
      expect(second.output()).toContain(`Port ${port} is taken; trying ${port + 1}.`);
      expect(second.output().split('\n').at(-1)).toBe(second.origin);
      expect(Number(new URL(second.origin).port)).toBeGreaterThan(port);
    } finally {
      expect(await second.stop()).toBe(0);
      blocker.close();
    }
  });

  it('names a setting that is wrong and does not start', async () => {
    await expect(startServer({ PORT: 'http' })).rejects.toThrow('PORT must be a whole number from 0 to 65535');
  });
});
