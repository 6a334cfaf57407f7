/** Who is told of a purchase. */
import type { Watcher } from '../../shared/purchases.ts';
import type { Database } from '../database/database.ts';

/** The watchers in the database. */
export interface Watchers {
  of(purchaseId: number): readonly Watcher[];
  add(purchaseId: number, userId: string): void;
  remove(purchaseId: number, userId: string): void;
}

/** Watchers over `db`. */
export function createWatchers(db: Database): Watchers {
  const of = db.query<Watcher>(
    `SELECT w.user_id AS userId, u.name FROM watcher w JOIN user u ON u.id = w.user_id
     WHERE w.purchase_id = ? ORDER BY u.name`,
  );
  const insert = db.query('INSERT OR IGNORE INTO watcher (purchase_id, user_id) VALUES (?, ?)');
  const remove = db.query('DELETE FROM watcher WHERE purchase_id = ? AND user_id = ?');
  return {
    of: (purchaseId) => of.all(purchaseId).map((row) => ({ ...row })),
    add: (purchaseId, userId) => {
      insert.run(purchaseId, userId);
    },
    remove: (purchaseId, userId) => {
      remove.run(purchaseId, userId);
    },
  };
}
