/** Rooms, messages, and what has been read. */
import type { ChatMessage, ChatReadAnswer, ChatRoom } from '../../shared/chat.ts';
import type { Person } from '../accounts/people.ts';
import type { Database } from '../database/database.ts';
import type { EventLog } from '../events/event-log.ts';
import type { Subscription } from '../events/subscription.ts';
import { Refusal } from '../http/refusal.ts';

/** Chat in the database. `room` is checked by {@link ChatStore.enter} first. */
export interface ChatStore {
  /** @throws Refusal 404 for a room that is not, 403 for one the person is no member of. Admins may enter any. */
  enter(roomId: string, person: Person): void;
  /** What this person may read. */
  readable(person: Person): Subscription['rooms'];
  rooms(person: Person): readonly ChatRoom[];
  /** Before `before` the newest `limit`, oldest first. */
  messages(roomId: string, before: number, limit: number): readonly ChatMessage[];
  post(roomId: string, author: Person, text: string): ChatMessage;
  /** Up to and with this message; the newest when left out. Never backwards. */
  markRead(roomId: string, person: Person, messageId: number | undefined): ChatReadAnswer;
}

interface Row extends Omit<ChatMessage, 'at'> {
  readonly createdAt: number;
}

const MESSAGE = `SELECT m.id, m.room_id AS room, u.name AS "from", m.author_id AS fromId, m.text, m.created_at AS createdAt
  FROM chat_message m JOIN user u ON u.id = m.author_id`;

/** Chat over `db`, told through `log`. */
export function createChatStore(db: Database, log: EventLog, now: () => number): ChatStore {
  const exists = db.query<{ id: string }>('SELECT id FROM chat_room WHERE id = ?');
  const member = db.query<{ found: number }>('SELECT 1 AS found FROM chat_member WHERE room_id = ? AND user_id = ?');
  const roomsOf = db.query<{ id: string; name: string }>(
    `SELECT r.id, r.name FROM chat_room r
     WHERE ? = 'admin' OR r.id IN (SELECT room_id FROM chat_member WHERE user_id = ?) ORDER BY r.place`,
  );
  const before = db.query<Row>(`${MESSAGE} WHERE m.room_id = ? AND m.id < ? ORDER BY m.id DESC LIMIT ?`);
  const byId = db.query<Row>(`${MESSAGE} WHERE m.id = ?`);
  const insert = db.query('INSERT INTO chat_message (room_id, author_id, text, created_at) VALUES (?, ?, ?, ?)');
  const unread = db.query<{ count: number }>(
    `SELECT count(*) AS count FROM chat_message WHERE room_id = ?1 AND author_id <> ?2 AND id >
       coalesce((SELECT message_id FROM chat_read WHERE room_id = ?1 AND user_id = ?2), 0)`,
  );
  const read = db.query(
    `INSERT INTO chat_read (room_id, user_id, message_id)
       VALUES (?1, ?2, (SELECT coalesce(max(id), 0) FROM chat_message WHERE room_id = ?1 AND id <= ?3))
     ON CONFLICT DO UPDATE SET message_id = max(message_id, excluded.message_id)`,
  );
  const unreadCount = (roomId: string, person: Person): number => unread.get(roomId, person.id)?.count ?? 0;
  const messages = (roomId: string, beforeId: number, limit: number): readonly ChatMessage[] =>
    before.all(roomId, beforeId, limit).map(toMessage).toReversed();

  return {
    enter: (roomId, person) => {
      if (exists.get(roomId) === undefined) throw new Refusal(404, 'There is no such room.');
      if (person.role === 'admin' || member.get(roomId, person.id) !== undefined) return;
      throw new Refusal(403, 'Only members and admins may enter this room.');
    },
    readable: (person) =>
      person.role === 'admin' ? 'all' : new Set(roomsOf.all(person.role, person.id).map(({ id }) => id)),
    rooms: (person) =>
      roomsOf.all(person.role, person.id).map(({ id, name }) => ({
        id,
        name,
        unreadCount: unreadCount(id, person),
        lastMessage: messages(id, Number.MAX_SAFE_INTEGER, 1)[0] ?? null,
      })),
    messages,
    post: (roomId, author, text) =>
      db.transaction(() => {
        const row = byId.get(insert.run(roomId, author.id, text, now()).id);
        if (row === undefined) throw new RangeError('The message is gone.');
        const message = toMessage(row);
        log.append('chat_message', message, { roomId });
        return message;
      }),
    markRead: (roomId, person, messageId) =>
      db.transaction(() => {
        read.run(roomId, person.id, messageId ?? Number.MAX_SAFE_INTEGER);
        const answer = { room: roomId, unreadCount: unreadCount(roomId, person) };
        log.append('chat_read', { ...answer, userId: person.id }, { roomId, userId: person.id });
        return answer;
      }),
  };
}

function toMessage({ createdAt, ...row }: Row): ChatMessage {
  return { ...row, at: new Date(createdAt).toISOString() };
}
