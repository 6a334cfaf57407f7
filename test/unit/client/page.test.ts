import { describe, expect, it } from 'vitest';
import { createFakePage, testClient } from '../../../src/testing/index.ts';

describe('a client on a page', () => {
  it.each(['freeze', 'leave'] as const)(
    '[V3] gives its request up inside %s, and comes back from there',
    async (how) => {
      const { client, clock, server, page, timeline } = testClient();
      client.connect();
      await clock.settle();
      const first = server.latest.respond();
      page[how]();
      expect([first.aborted, client.state.phase, client.state.pausedBy]).toEqual([
        true,
        'paused',
        how === 'freeze' ? 'frozen' : 'gone',
      ]);
      await clock.advance(3_600_000);
      expect(server.connections).toHaveLength(1);
      if (how === 'freeze') page.resume();
      else page.comeBack();
      await clock.settle();
      expect(server.alive).toBe(1);
      expect(timeline.map((line) => line.split(' ')[1])).toEqual(['connecting', 'open', 'paused', 'connecting']);
    },
  );

  it('[V3] makes nothing of resume or pageshow on a page that was never away', async () => {
    const { client, clock, server, page } = testClient();
    client.connect();
    await clock.settle();
    server.latest.respond();
    page.resume();
    page.comeBack();
    await clock.advance(5_000);
    expect([server.connections.length, client.state.phase]).toEqual([1, 'open']);
  });

  it('[V4] that starts hidden waits until it is seen', async () => {
    const { client, clock, server, page } = testClient({ fakePage: createFakePage({ visible: false }) });
    client.connect();
    await clock.advance(60_000);
    expect([server.connections.length, client.state.pausedBy]).toEqual([0, 'hidden']);
    page.show();
    await clock.settle();
    expect(server.connections).toHaveLength(1);
  });

  it('[V1] stays connected when it is hidden, where it is told to', async () => {
    const { client, clock, server, page } = testClient({ visibility: false });
    client.connect();
    await clock.settle();
    server.latest.respond();
    page.hide();
    await clock.advance(30_000);
    expect([client.state.phase, server.alive]).toEqual(['open', 1]);
  });

  it('[C2] listens to the page only while it runs', async () => {
    const { client, page, server, clock } = testClient();
    expect(page.listeners).toBe(0);
    client.connect().connect();
    expect(page.listeners).toBe(1);
    client.close();
    expect(page.listeners).toBe(0);
    client.connect();
    await clock.settle();
    server.latest.respond({ status: 204 });
    expect([client.state.phase, page.listeners]).toEqual(['closed', 0]);
  });
});
