/**
 * Moves what has been written from the journal into the file, in a thread of its own: waiting for the disk there keeps
 * no request waiting here. Without it SQLite does so within every hundredth write or so, and that write takes as long as
 * the disk.
 */
import { DatabaseSync } from 'node:sqlite';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

/** A checkpointer at work. */
export interface Checkpointer {
  /** Resolves when the thread has let go of the file. */
  stop(): Promise<void>;
}

/** The journal grows by this long's writes before it is looked at again. */
const EVERY_MS = 1_000;

/** Starts one for the file at `path`. It keeps no process alive. */
export function startCheckpointer(path: string): Checkpointer {
  const worker = new Worker(new URL(import.meta.url), { workerData: path });
  const exited = new Promise<void>((resolve) => {
    worker.once('exit', () => resolve());
  });
  // The server goes on without it: a long journal is checkpointed by whoever writes.
  worker.on('error', (error) => console.error(error));
  worker.unref();
  return {
    stop: () => {
      // Somebody waits for it now, perhaps the only thing the process still does.
      worker.ref();
      worker.postMessage('stop');
      return exited;
    },
  };
}

function work(path: string): void {
  const db = new DatabaseSync(path, { timeout: 0 });
  const checkpoint = db.prepare('PRAGMA wal_checkpoint(PASSIVE)');
  const timer = setInterval(() => checkpoint.all(), EVERY_MS);
  parentPort?.once('message', () => {
    clearInterval(timer);
    db.close();
    parentPort?.close();
  });
}

if (!isMainThread && typeof workerData === 'string') work(workerData);
