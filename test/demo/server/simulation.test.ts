import { describe, expect, it } from 'vitest';
import { startServer } from '../../../demo/server-process.ts';
import type { DispatchReport } from '../../../demo/shared/dispatch.ts';
import { countingFrom, login, seqs } from './lab.ts';

describe('the colleagues', () => {
  it('change, spend and talk while somebody looks, and nothing happens while nobody does', async () => {
    const server = await startServer({ SIMULATE_MS: '5' });
    try {
      const bagus = await login(server.origin, 'bagus');
      expect(bagus.session.lastEventId).toBe('0');
      const stream = await bagus.stream('/api/events/stream?with=chat,spending');
      const events = await stream.take(150);
      const names = new Set(events.map(({ event }) => event));
      for (const name of ['supply', 'feed', 'livestock']) expect(names).toContain(`${name}_purchase_status_changed`);
      for (const name of ['chat_message', 'spending_notification']) expect(names).toContain(name);
      const changes = events.filter(({ event }) => event?.endsWith('_purchase_status_changed'));
      expect(seqs(changes)).toEqual(countingFrom(1, changes.length));
      await stream.close();
      const { body } = await bagus.get<DispatchReport>('/api/dispatch/report');
      expect(body).toMatchObject({ failedLastHour: [], pendingOverFiveMinutes: [], duplicates: [] });
      expect(server.output()).not.toContain('Error');
    } finally {
      expect(await server.stop()).toBe(0);
    }
  });
});
