/** Four processes write to one file and one is killed: what is in the file afterwards. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { crashRun } from './crash.ts';
import type { Figures } from './main.ts';

const PROCESSES = 4;

/** 4 × 1,000 writes. */
export async function crashTable(quick: boolean): Promise<Figures> {
  const writes = quick ? 200 : 1_000;
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-crash-'));
  const database = join(folder, 'demo.sqlite');
  try {
    const begun = performance.now();
    const { acknowledged, killedAfter } = await crashRun({ database, processes: PROCESSES, writes });
    const seconds = (performance.now() - begun) / 1_000;
    const db = new DatabaseSync(database);
    const kept = db.prepare("SELECT text FROM purchase_comment WHERE text LIKE 'write %'").all();
    const integrity = String(db.prepare('PRAGMA integrity_check').get()?.['integrity_check']);
    db.close();
    const texts = new Set(kept.map(({ text }) => text));
    const lost = acknowledged.filter((text) => !texts.has(text)).length;
    return {
      title: `${PROCESSES} processes × ${writes} writes to one file, one killed by SIGKILL half way`,
      table: {
        headings: ['acknowledged', 'by the killed one', 'lost', 'integrity_check', 'writes a second'],
        rows: [
          [
            String(acknowledged.length),
            String(killedAfter),
            String(lost),
            integrity,
            String(Math.round(acknowledged.length / seconds)),
          ],
        ],
      },
      holds: lost === 0 && integrity === 'ok' && kept.length === texts.size,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
