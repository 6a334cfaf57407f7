/** `Idempotency-Key`: a write that is sent again, because its answer was lost, is the same write. */
import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import type { Database } from '../database/database.ts';
import { Refusal } from './refusal.ts';
import type { DemoEnv } from './security.ts';

/** What a write answers. */
export interface Written {
  readonly status: 200 | 201;
  readonly body: object;
}

interface Kept {
  readonly request_hash: string;
  readonly status: 200 | 201;
  readonly body: string;
}

/** Does writes. */
export interface Writer {
  /**
   * Does `work` in one transaction and answers with what it gives. With a key that was used before, answers as then and
   * does nothing. Key and work are kept together or not at all; what is refused is not kept.
   *
   * @param body - The checked body: the same key with another is refused.
   * @param work - Gets a name for this write: the same for each repetition.
   */
  once(c: Context<DemoEnv>, body: unknown, work: (key: string | null) => Written): Response;
}

/** Writes to `db`. */
export function createWriter(db: Database, now: () => number): Writer {
  const find = db.query<Kept>('SELECT request_hash, status, body FROM idempotency WHERE user_id = ? AND key = ?');
  const keep = db.query('INSERT INTO idempotency VALUES (?, ?, ?, ?, ?, ?)');

  const keyed = (c: Context<DemoEnv>, key: string, body: unknown, work: () => Written): Response => {
    const userId = c.get('who').user.id;
    const hash = hashOf(`${c.req.method} ${c.req.path}\n${JSON.stringify(body)}`);
    return db.transaction(() => {
      const kept = find.get(userId, key);
      if (kept === undefined) {
        const { status, body: answer } = work();
        keep.run(userId, key, hash, status, JSON.stringify(answer), now());
        return c.json(answer, status);
      }
      if (kept.request_hash !== hash) throw new Refusal(422, 'This Idempotency-Key was used for something else.');
      c.header('Idempotency-Replayed', 'true');
      c.header('Content-Type', 'application/json');
      return c.body(kept.body, kept.status);
    });
  };

  return {
    once: (c, body, work) => {
      const key = c.req.header('Idempotency-Key');
      if (key === undefined) {
        const { status, body: answer } = db.transaction(() => work(null));
        return c.json(answer, status);
      }
      if (!/^[\x21-\x7e]{1,200}$/.test(key)) {
        throw new Refusal(400, 'Idempotency-Key must be 1 to 200 visible ASCII characters.');
      }
      return keyed(c, key, body, () => work(`${c.get('who').user.id}:${key}`));
    },
  };
}

/** SHA-256, in hexadecimal. */
export function hashOf(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}
