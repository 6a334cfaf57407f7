import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { startServer } from '../../../demo/server-process.ts';
import type { TableAnswer } from '../../../demo/shared/purchases.ts';
import { ask, login, ownDatabase } from './lab.ts';

describe('the page', () => {
  it('is served with a policy that allows no inline script, and with names that say how long they live', async () => {
    const webRoot = await mkdtemp(join(tmpdir(), 'holdfast-demo-page-'));
    await writeFile(join(webRoot, 'index.html'), '<!doctype html><title>Demo</title>');
    await writeFile(join(webRoot, 'icon.svg'), '<svg/>');
    const server = await startServer({ WEB_ROOT: webRoot });
    try {
      const { headers, status, body } = await ask<string>(server.origin, 'GET', '/');
      expect([status, body]).toEqual([200, '<!doctype html><title>Demo</title>']);
      const policy = headers.get('Content-Security-Policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).not.toContain('unsafe');
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
      expect(headers.get('Cache-Control')).toBe('no-cache');
      expect((await ask(server.origin, 'GET', '/icon.svg')).headers.get('Content-Type')).toContain('svg');
    } finally {
      await server.stop();
      await rm(webRoot, { recursive: true });
    }
  });

  it('says what to do when it has not been built', async () => {
    const server = await startServer({ WEB_ROOT: join(tmpdir(), 'holdfast-no-such-folder') });
    const { status, body } = await ask<{ detail: string }>(server.origin, 'GET', '/');
    expect(status).toBe(503);
    expect(body.detail).toContain('npm start');
    expect(await server.stop()).toBe(0);
  });
});

describe('the process', () => {
  it('takes the next port when one is taken, and says so; its address comes last', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => blocker.once('listening', resolve));
    const address = blocker.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const server = await startServer({ PORT: String(port) });
    try {
      expect(server.output()).toContain(`Port ${port} is taken; trying ${port + 1}.`);
      expect(server.output().split('\n').at(-1)).toBe(server.origin);
      expect(Number(new URL(server.origin).port)).toBeGreaterThan(port);
    } finally {
      expect(await server.stop()).toBe(0);
      blocker.close();
    }
  });

  it.each([
    [{ PORT: 'http' }, 'PORT must be a whole number from 0 to 65535'],
    [{ KEEP_EVENTS: '1' }, 'KEEP_EVENTS must be a whole number'],
    [{ DATABASE: '/nowhere/at/all/demo.sqlite' }, 'unable to open database file'],
  ])('names what is wrong and does not start: %o', async (env, sentence) => {
    await expect(startServer(env)).rejects.toThrow(sentence);
  });

  it('does not touch a file that is no database of its own', async () => {
    const own = await ownDatabase();
    try {
      await writeFile(own.path, 'Dear diary, this is no database at all. '.repeat(50));
      await expect(startServer({ DATABASE: own.path })).rejects.toThrow('file is not a database');
      await own.remove();
      const newer = await ownDatabase();
      const db = new DatabaseSync(newer.path);
      db.exec('PRAGMA user_version = 99');
      db.close();
      await expect(startServer({ DATABASE: newer.path })).rejects.toThrow('newer version');
      await newer.remove();
    } finally {
      await own.remove();
    }
  });

  it('seeds a new file once, however many start on it at once', async () => {
    const own = await ownDatabase();
    try {
      const servers = await Promise.all(Array.from({ length: 4 }, () => startServer({ DATABASE: own.path })));
      for (const server of servers) {
        const who = await login(server.origin, 'ayu');
        for (const kind of ['supply', 'feed', 'livestock']) {
          expect((await who.get<TableAnswer>(`/api/purchases/${kind}`)).body.recordsTotal).toBe(240);
        }
      }
      expect(await Promise.all(servers.map((server) => server.stop()))).toEqual([0, 0, 0, 0]);
    } finally {
      await own.remove();
    }
  });

  it('has the same purchases in every new file', async () => {
    const rows = async (): Promise<unknown> => {
      const server = await startServer();
      const { body } = await (await login(server.origin, 'ayu')).get<TableAnswer>(
        '/api/purchases/feed?length=100&columns[0][data]=id&order[0][column]=0',
      );
      await server.stop();
      return body.data.map(({ updatedAt, ...row }) => ({ ...row, isPast: Date.parse(updatedAt) < Date.now() }));
    };
    expect(await rows()).toEqual(await rows());
  });
});
