/** The tables, and the way from older files to this. Add to the end; never change what has been released. */
import type { DatabaseSync } from 'node:sqlite';

/** Times are milliseconds since 1970. `AUTOINCREMENT`: an id is never given twice, whatever has been deleted. */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE user (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL CHECK (role IN ('admin', 'purchasing')),
    department TEXT NOT NULL, title TEXT NOT NULL,
    active INTEGER NOT NULL, listed INTEGER NOT NULL -- colleagues that nobody may log in as are not listed
  ) STRICT;

  CREATE TABLE session (
    id TEXT PRIMARY KEY, cookie_hash TEXT NOT NULL UNIQUE, user_id TEXT NOT NULL REFERENCES user (id),
    generation INTEGER NOT NULL DEFAULT 1, -- tokens carry it; a revoked one carries an old one
    created_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE purchase (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('supply', 'feed', 'livestock')),
    number TEXT NOT NULL UNIQUE, farm TEXT NOT NULL, vendor TEXT NOT NULL, item TEXT NOT NULL,
    quantity INTEGER NOT NULL, unit TEXT NOT NULL, amount INTEGER NOT NULL, status TEXT NOT NULL,
    requested_by TEXT NOT NULL REFERENCES user (id), updated_by TEXT NOT NULL REFERENCES user (id),
    updated_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX purchase_by_kind ON purchase (kind, updated_at);

  CREATE TABLE purchase_change (
    id INTEGER PRIMARY KEY AUTOINCREMENT, purchase_id INTEGER NOT NULL REFERENCES purchase (id),
    seq INTEGER NOT NULL UNIQUE, old_status TEXT NOT NULL, new_status TEXT NOT NULL,
    actor_id TEXT NOT NULL REFERENCES user (id), changed_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX purchase_change_by_purchase ON purchase_change (purchase_id, new_status, changed_at);

  CREATE TABLE purchase_comment (
    id INTEGER PRIMARY KEY AUTOINCREMENT, purchase_id INTEGER NOT NULL REFERENCES purchase (id),
    author_id TEXT NOT NULL REFERENCES user (id), text TEXT NOT NULL, created_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX purchase_comment_by_purchase ON purchase_comment (purchase_id, id);

  CREATE TABLE watcher (
    purchase_id INTEGER NOT NULL REFERENCES purchase (id), user_id TEXT NOT NULL REFERENCES user (id),
    PRIMARY KEY (purchase_id, user_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE notification_dispatch_log (
    id INTEGER PRIMARY KEY AUTOINCREMENT, dispatch_id TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL CHECK (type IN ('comment_added', 'status_changed')),
    issue_id INTEGER NOT NULL REFERENCES purchase (id), comment_id INTEGER REFERENCES purchase_comment (id),
    actor_id TEXT NOT NULL REFERENCES user (id), body TEXT NOT NULL, recipients_count INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('pending', 'completed', 'failed')),
    created_at REAL NOT NULL, completed_at REAL, error_message TEXT
  ) STRICT;
  CREATE INDEX dispatch_by_time ON notification_dispatch_log (created_at);

  CREATE TABLE notification (
    id INTEGER PRIMARY KEY AUTOINCREMENT, user_id TEXT NOT NULL REFERENCES user (id),
    dispatch_id TEXT NOT NULL REFERENCES notification_dispatch_log (dispatch_id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL, UNIQUE (dispatch_id, user_id)
  ) STRICT;
  CREATE INDEX notification_by_user ON notification (user_id, id);

  CREATE TABLE spending_limit (
    user_id TEXT PRIMARY KEY REFERENCES user (id), max_amount INTEGER NOT NULL, alert_percentage INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE spending (
    id INTEGER PRIMARY KEY AUTOINCREMENT, user_id TEXT NOT NULL REFERENCES user (id),
    amount INTEGER NOT NULL, note TEXT NOT NULL, spent_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX spending_by_user ON spending (user_id, spent_at, amount);

  CREATE TABLE chat_room (id TEXT PRIMARY KEY, name TEXT NOT NULL, place INTEGER NOT NULL) STRICT;
  CREATE TABLE chat_member (
    room_id TEXT NOT NULL REFERENCES chat_room (id), user_id TEXT NOT NULL REFERENCES user (id),
    PRIMARY KEY (room_id, user_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE chat_message (
    id INTEGER PRIMARY KEY AUTOINCREMENT, room_id TEXT NOT NULL REFERENCES chat_room (id),
    author_id TEXT NOT NULL REFERENCES user (id), text TEXT NOT NULL, created_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX chat_message_by_room ON chat_message (room_id, id);
  CREATE TABLE chat_read (
    room_id TEXT NOT NULL REFERENCES chat_room (id), user_id TEXT NOT NULL REFERENCES user (id),
    message_id INTEGER NOT NULL, PRIMARY KEY (room_id, user_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE event (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL,
    user_id TEXT, room_id TEXT, -- whom and which room it is for; NULL: everybody, none
    data TEXT NOT NULL, created_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE idempotency (
    user_id TEXT NOT NULL, key TEXT NOT NULL, request_hash TEXT NOT NULL,
    status INTEGER NOT NULL, body TEXT NOT NULL, created_at INTEGER NOT NULL, PRIMARY KEY (user_id, key)
  ) STRICT, WITHOUT ROWID;
  `,
];

/**
 * Brings the file to the newest version, in one transaction: two servers may start on a new file at once.
 * @throws Error when the file is newer than this program.
 */
export function migrate(raw: DatabaseSync, transaction: (work: () => void) => void): void {
  transaction(() => {
    const version = Number(raw.prepare('PRAGMA user_version').get()?.['user_version']);
    if (version > MIGRATIONS.length) {
      throw new Error('The database was made by a newer version. Set DATABASE to another file.');
    }
    for (const step of MIGRATIONS.slice(version)) raw.exec(step);
    raw.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
  });
}
