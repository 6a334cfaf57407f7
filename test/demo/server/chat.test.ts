import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServerProcess, startServer } from '../../../demo/server-process.ts';
import type {
  ChatMessage,
  ChatMessagesAnswer,
  ChatReadAnswer,
  ChatRoomsAnswer,
  ChatStreamPayload,
} from '../../../demo/shared/chat.ts';
import { login, payload, refusal, type Visitor } from './lab.ts';

let server: ServerProcess;
let ayu: Visitor;
let bagus: Visitor;
let dewi: Visitor;

beforeAll(async () => {
  server = await startServer({ HEARTBEAT_MS: '200' });
  [ayu, bagus, dewi] = await Promise.all([
    login(server.origin, 'ayu'),
    login(server.origin, 'bagus'),
    login(server.origin, 'dewi'),
  ]);
});
afterAll(() => server.stop());

const post = (who: Visitor, room: string, text: string) =>
  who.ask<ChatMessage>('POST', `/api/chat/rooms/${room}/messages`, { json: { text } });
const rooms = async (who: Visitor): Promise<ChatRoomsAnswer> =>
  (await who.get<ChatRoomsAnswer>('/api/chat/rooms')).body;
const unread = async (who: Visitor, room: string): Promise<number> =>
  (await rooms(who)).rooms.find(({ id }) => id === room)?.unreadCount ?? -1;
const read = (who: Visitor, room: string, json: object = {}) =>
  who.ask<ChatReadAnswer>('POST', `/api/chat/rooms/${room}/read`, { json });

describe('rooms', () => {
  it("are a member's own, and all of them for an admin", async () => {
    expect((await rooms(ayu)).rooms.map(({ id }) => id)).toEqual(['general', 'supply']);
    expect((await rooms(dewi)).rooms.map(({ id }) => id)).toEqual([
      'general',
      'supply',
      'feed',
      'livestock',
      'farm-cianjur',
      'management',
    ]);
  });

  it('begin with history, and a sum that is the sum', async () => {
    const { rooms: list, unreadCount } = await rooms(dewi);
    expect(unreadCount).toBe(list.reduce((sum, room) => sum + room.unreadCount, 0));
    expect(unreadCount).toBeGreaterThan(0);
    const { body } = await dewi.get<ChatMessagesAnswer>('/api/chat/rooms/general/messages?limit=5');
    expect(body.messages).toHaveLength(5);
    expect(body.messages.at(-1)).toEqual(list[0]?.lastMessage);
    const first = body.messages[0]?.id ?? 0;
    const { body: older } = await dewi.get<ChatMessagesAnswer>(`/api/chat/rooms/general/messages?before=${first}`);
    expect(older.messages.length).toBeGreaterThan(5);
    expect(older.messages.every(({ id }) => id < first)).toBe(true);
  });

  it('count what others wrote since one read, and reading never goes backwards', async () => {
    await read(bagus, 'general');
    await read(ayu, 'general');
    const first = (await post(ayu, 'general', 'One')).body;
    await post(ayu, 'general', 'Two');
    expect([await unread(bagus, 'general'), await unread(ayu, 'general')]).toEqual([2, 0]);
    expect((await read(bagus, 'general', { messageId: first.id })).body).toEqual({ room: 'general', unreadCount: 1 });
    expect((await read(bagus, 'general')).body.unreadCount).toBe(0);
    expect((await read(bagus, 'general', { messageId: 1 })).body.unreadCount).toBe(0);
    // A place beyond the end marks what there is, not what will come.
    await read(bagus, 'general', { messageId: 999_999_999 });
    await post(ayu, 'general', 'Three');
    expect(await unread(bagus, 'general')).toBe(1);
  });

  it('[P2] are 304 for the badge while nothing happens', async () => {
    const etag = (await ayu.get('/api/chat/rooms')).headers.get('ETag') ?? '';
    expect((await ayu.get('/api/chat/rooms', { headers: { 'If-None-Match': etag } })).status).toBe(304);
    await post(bagus, 'general', 'Something');
    expect((await ayu.get('/api/chat/rooms', { headers: { 'If-None-Match': etag } })).status).toBe(200);
  });

  it('let in members and admins alone', async () => {
    for (const answer of [
      await post(ayu, 'feed', 'Hello?'),
      await read(ayu, 'feed'),
      await ayu.get('/api/chat/rooms/feed/messages'),
      await ayu.get('/api/chat/sse?room=feed'),
      await ayu.get('/api/chat/sse'),
    ]) {
      expect(refusal(answer).status).toBe(403);
    }
    expect(refusal(await dewi.get('/api/chat/sse?room=nowhere')).status).toBe(404);
    expect(refusal(await dewi.get("/api/chat/sse?room=' OR 1=1")).status).toBe(404);
    expect((await post(dewi, 'livestock', 'Good morning')).status).toBe(201);
  });
});

describe('the stream', () => {
  it('of one room carries its messages, with the type in the payload', async () => {
    const stream = await ayu.stream('/api/chat/sse?room=supply');
    await post(ayu, 'general', 'Elsewhere');
    const message = (await post(dewi, 'supply', '<b>Here</b>')).body;
    const [event] = await stream.take(1);
    expect(event?.event).toBeUndefined();
    expect(event?.id).toMatch(/^\d+$/);
    expect(payload(event ?? { data: '' })).toEqual({ type: 'message', ...message });
    expect(message.text).toBe('<b>Here</b>');
    await stream.close();
  });

  it('of all rooms carries all, for admins', async () => {
    const stream = await dewi.stream('/api/chat/sse');
    await post(ayu, 'supply', 'S');
    await post(bagus, 'feed', 'F');
    const told = (await stream.take(2)).map((event) => payload<ChatMessage>(event).room);
    expect(told).toEqual(['supply', 'feed']);
    await stream.close();
  });

  it('[H1] beats with a payload that has a type', async () => {
    const stream = await dewi.stream('/api/chat/sse');
    const [beat] = await stream.take(1, { heartbeats: true });
    expect(beat?.event).toBeUndefined();
    expect(payload<ChatStreamPayload>(beat ?? { data: '' })).toEqual({
      type: 'heartbeat',
      timestamp: expect.any(Number),
    });
    await stream.close();
  });

  it("tells one's other pages what one has read, and nobody else", async () => {
    const own = await bagus.stream('/api/chat/sse?room=general');
    const others = await ayu.stream('/api/chat/sse?room=general');
    await post(dewi, 'general', 'News');
    await read(bagus, 'general');
    await post(dewi, 'general', 'More');
    const types = async (stream: typeof own, count: number): Promise<string[]> =>
      (await stream.take(count)).map((event) => payload<ChatStreamPayload>(event).type);
    expect(await types(own, 3)).toEqual(['message', 'read', 'message']);
    expect(await types(others, 2)).toEqual(['message', 'message']);
    await own.close();
    await others.close();
  });

  it('[D2] replays what was missed, of the rooms one may read', async () => {
    const { lastEventId } = (await login(server.origin, 'ayu')).session;
    await post(dewi, 'management', 'Confidential');
    await post(dewi, 'supply', 'For you');
    const stream = await ayu.stream('/api/events/stream?with=chat', lastEventId);
    const [event] = await stream.take(1);
    expect(event?.event).toBe('chat_message');
    expect(payload<ChatMessage>(event ?? { data: '' }).text).toBe('For you');
    await stream.close();
  });
});
