/** Notifications: one for each recipient of a dispatch, kept, and told as an event. */
import type { DispatchNotification } from '../../shared/dispatch.ts';
import type { Database } from '../database/database.ts';
import type { EventLog } from '../events/event-log.ts';
import type { LogRow } from './dispatch-log.ts';

/** The notifications in the database. */
export interface Notifications {
  /** Stores and tells. To be called within a transaction. */
  notify(userId: string, dispatch: LogRow, at: number): void;
  newest(userId: string, limit: number): readonly DispatchNotification[];
}

type Row = LogRow & { readonly id: number; readonly at: number };

/** Notifications over `db`, told through `log`. */
export function createNotifications(db: Database, log: EventLog): Notifications {
  const insert = db.query('INSERT INTO notification (user_id, dispatch_id, created_at) VALUES (?, ?, ?)');
  const newest = db.query<Row>(
    `SELECT n.id, n.created_at AS at, l.dispatch_id AS dispatchId, l.type, l.issue_id AS purchaseId, p.kind, p.number,
       l.comment_id AS commentId, l.actor_id AS actorId, u.name AS actor, l.body, l.recipients_count AS recipients,
       l.status, l.created_at AS createdAt, l.completed_at AS completedAt, l.error_message AS error
     FROM notification n JOIN notification_dispatch_log l ON l.dispatch_id = n.dispatch_id
       JOIN purchase p ON p.id = l.issue_id JOIN user u ON u.id = l.actor_id
     WHERE n.user_id = ? ORDER BY n.id DESC LIMIT ?`,
  );
  return {
    notify: (userId, dispatch, at) => {
      const { id } = insert.run(userId, dispatch.dispatchId, at);
      log.append('dispatch_notification', toNotification(id, dispatch, at), { userId });
    },
    newest: (userId, limit) => newest.all(userId, limit).map((row) => toNotification(row.id, row, row.at)),
  };
}

function toNotification(id: number, dispatch: LogRow, at: number): DispatchNotification {
  const { dispatchId, type, kind, purchaseId, number, body, actor } = dispatch;
  return {
    id,
    dispatchId,
    type,
    kind,
    batch_id: purchaseId,
    title: `${kind.charAt(0).toUpperCase()}${kind.slice(1)} purchase ${number}`,
    body,
    actor,
    createdAt: new Date(at).toISOString(),
  };
}
