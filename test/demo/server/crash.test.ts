import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { crashRun } from '../../../bench/demo-server/crash.ts';
import { ownDatabase } from './lab.ts';

it('SIGKILL: what four processes acknowledged is in the file, once, and the file is whole', async () => {
  const own = await ownDatabase();
  try {
    const { acknowledged, killedAfter } = await crashRun({ database: own.path, processes: 4, writes: 150 });
    // Three wrote all of theirs; the fourth was killed with some of its own under way.
    expect(killedAfter).toBeGreaterThan(0);
    expect(killedAfter).toBeLessThan(150);
    expect(acknowledged.length).toBe(450 + killedAfter);
    const db = new DatabaseSync(own.path);
    expect(db.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    expect(db.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
    const kept = db
      .prepare("SELECT text, count(*) AS n FROM purchase_comment WHERE text LIKE 'write %' GROUP BY text")
      .all();
    expect(kept.filter(({ n }) => n !== 1)).toEqual([]);
    const texts = new Set(kept.map(({ text }) => text));
    expect(acknowledged.filter((text) => !texts.has(text))).toEqual([]);
    // A write that was not acknowledged is in or out, with everything that belongs to it.
    const halves = db.prepare(`SELECT count(*) AS n FROM purchase_comment c
      LEFT JOIN notification_dispatch_log l ON l.comment_id = c.id AND l.status = 'completed' WHERE l.id IS NULL`);
    expect(halves.get()?.['n']).toBe(0);
    const untold = db.prepare(`SELECT count(*) AS n FROM notification_dispatch_log l
      WHERE l.recipients_count <> (SELECT count(*) FROM notification n WHERE n.dispatch_id = l.dispatch_id)`);
    expect(untold.get()?.['n']).toBe(0);
    const events = db.prepare("SELECT count(*) AS n FROM event WHERE name = 'dispatch_notification'").get()?.['n'];
    expect(events).toBe(db.prepare('SELECT count(*) AS n FROM notification').get()?.['n']);
    db.close();
  } finally {
    await own.remove();
  }
});
