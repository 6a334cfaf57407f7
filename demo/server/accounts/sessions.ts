/** Sessions: what the cookie stands for. They live in the database, so they survive a restart as tokens do not. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Database } from '../database/database.ts';
import { hashOf } from '../http/idempotency.ts';
import type { People, Person } from './people.ts';
import type { Claims } from './tokens.ts';

/** Who asks. */
export interface Identity {
  readonly user: Person;
  readonly sessionId: string;
}

/** A session that has just begun; the cookie's value is known to nobody but the browser. */
export interface NewSession extends Claims {
  readonly cookie: string;
}

/** The sessions in the database. */
export interface Sessions {
  begin(userId: string): NewSession;
  /** The session behind a cookie, if it is this account's. */
  resume(cookie: string, userId: string): Claims | undefined;
  /** Who a token's session belongs to; `undefined` when it has ended or revoked the token. */
  identify(claims: Claims): Identity | undefined;
  /** Every token given so far is refused; the cookie goes on. */
  revokeTokens(sessionId: string): void;
  /** Gives the session that has ended, if there was one. */
  end(cookie: string, userId: string): Claims | undefined;
}

/** Sessions over `db`. */
export function createSessions(db: Database, people: People, now: () => number): Sessions {
  const insert = db.query('INSERT INTO session (id, cookie_hash, user_id, created_at) VALUES (?, ?, ?, ?)');
  const byCookie = db.query<Claims>(
    'SELECT id AS sessionId, generation FROM session WHERE cookie_hash = ? AND user_id = ?',
  );
  const byId = db.query<{ userId: string; generation: number }>(
    'SELECT user_id AS userId, generation FROM session WHERE id = ?',
  );
  const revoke = db.query('UPDATE session SET generation = generation + 1 WHERE id = ?');
  const remove = db.query('DELETE FROM session WHERE cookie_hash = ? AND user_id = ?');
  return {
    begin: (userId) => {
      const cookie = randomBytes(32).toString('base64url');
      const sessionId = randomUUID();
      db.transaction(() => insert.run(sessionId, hashOf(cookie), userId, now()));
      return { sessionId, generation: 1, cookie };
    },
    resume: (cookie, userId) => byCookie.get(hashOf(cookie), userId),
    identify: ({ sessionId, generation }) => {
      const session = byId.get(sessionId);
      const user = session?.generation === generation ? people.find(session.userId) : undefined;
      return user && { user, sessionId };
    },
    revokeTokens: (sessionId) => {
      db.transaction(() => revoke.run(sessionId));
    },
    end: (cookie, userId) =>
      db.transaction(() => {
        const session = byCookie.get(hashOf(cookie), userId);
        remove.run(hashOf(cookie), userId);
        return session;
      }),
  };
}
