/** Comments on purchases, each with its dispatch. */
import type { CommentAnswer, PurchaseComment, PurchaseKind } from '../../shared/purchases.ts';
import type { Person } from '../accounts/people.ts';
import type { Database } from '../database/database.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import { DEBOUNCE_MS } from './status-change.ts';

interface Row extends Omit<PurchaseComment, 'createdAt'> {
  readonly createdAt: number;
}

/** A comment about to be written. The purchase exists. */
export interface CommentWish {
  readonly actor: Person;
  readonly kind: PurchaseKind;
  readonly purchaseId: number;
  readonly text: string;
  readonly key: string | null;
}

/** The comments in the database. */
export interface Comments {
  /** Newest `limit`, oldest first. */
  of(purchaseId: number, limit: number): readonly PurchaseComment[];
  /** `isNew`: false when the same person wrote the same within {@link DEBOUNCE_MS}, as a double click does. */
  add(wish: CommentWish): { readonly answer: CommentAnswer; readonly isNew: boolean };
}

const SELECT = `SELECT c.id, u.name AS author, c.author_id AS authorId, c.text, c.created_at AS createdAt
  FROM purchase_comment c JOIN user u ON u.id = c.author_id`;

/** Comments over `db`, told through `dispatcher`. */
export function createComments(db: Database, dispatcher: Dispatcher, now: () => number): Comments {
  const ofPurchase = db.query<Row>(`${SELECT} WHERE c.purchase_id = ? ORDER BY c.id DESC LIMIT ?`);
  const byId = db.query<Row>(`${SELECT} WHERE c.id = ?`);
  const same = db.query<{ id: number }>(
    `SELECT id FROM purchase_comment WHERE purchase_id = ? AND author_id = ? AND text = ? AND created_at > ?
     ORDER BY id DESC LIMIT 1`,
  );
  const insert = db.query(
    'INSERT INTO purchase_comment (purchase_id, author_id, text, created_at) VALUES (?, ?, ?, ?)',
  );
  const find = (id: number): PurchaseComment => {
    const row = byId.get(id);
    if (row === undefined) throw new RangeError(`There is no comment ${id}.`);
    return toComment(row);
  };
  return {
    of: (purchaseId, limit) => ofPurchase.all(purchaseId, limit).map(toComment).toReversed(),
    add: ({ actor, kind, purchaseId, text, key }) =>
      db.transaction(() => {
        const at = now();
        const known = same.get(purchaseId, actor.id, text, at - DEBOUNCE_MS)?.id;
        const id = known ?? insert.run(purchaseId, actor.id, text, at).id;
        const dispatch = dispatcher.dispatch({
          type: 'comment_added',
          kind,
          purchaseId,
          commentId: id,
          actor,
          body: text,
          // The comment, not the request: a comment sent twice under two keys is still one.
          happening: known === undefined && key !== null ? key : `comment ${id}`,
        });
        return { answer: { comment: find(id), dispatch }, isNew: known === undefined };
      }),
  };
}

function toComment(row: Row): PurchaseComment {
  return { ...row, createdAt: new Date(row.createdAt).toISOString() };
}
