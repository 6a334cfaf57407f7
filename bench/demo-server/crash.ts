/** Several server processes write to one file over HTTP; one is killed half way. */
import { type ServerProcess, startServer } from '../../demo/server-process.ts';
import { logIn } from './http.ts';

/** A run. */
export interface CrashPlan {
  readonly database: string;
  readonly processes: number;
  /** For each process. */
  readonly writes: number;
}

/** What is certain after a run. */
export interface CrashOutcome {
  /** The texts of comments that were answered with 201. */
  readonly acknowledged: readonly string[];
  /** How many of them the killed process had answered. */
  readonly killedAfter: number;
}

/** Requests of each process that are under way at once. */
const AT_ONCE = 8;

/** Runs it: each write is a comment, with its dispatch, on a purchase that somebody watches. */
export async function crashRun({ database, processes, writes }: CrashPlan): Promise<CrashOutcome> {
  const servers: ServerProcess[] = [];
  // One after the other, for the first of them makes the file.
  for (let place = 0; place < processes; place += 1) servers.push(await startServer({ DATABASE: database }));
  const lists = await Promise.all(servers.map((server, place) => writeAll(server, place, writes)));
  for (const server of servers.slice(1)) await server.stop();
  return { acknowledged: lists.flat(), killedAfter: lists[0]?.length ?? 0 };
}

/** The first process is killed when half of its writes have been answered, with others under way. */
async function writeAll(server: ServerProcess, place: number, writes: number): Promise<readonly string[]> {
  const { headers } = await logIn(server.origin, 'ayu');
  const acknowledged: string[] = [];
  let next = 0;
  let killed: Promise<void> | undefined;
  const worker = async (): Promise<void> => {
    while (next < writes && killed === undefined) {
      next += 1;
      const text = `write ${place} ${next}`;
      const path = `/api/purchases/supply/${1_001 + (next % 200)}/comments`;
      const response = await fetch(server.origin + path, { method: 'POST', headers, body: JSON.stringify({ text }) });
      await response.arrayBuffer();
      if (response.status !== 201) throw new Error(`A write was answered ${response.status}.`);
      acknowledged.push(text);
      if (place === 0 && acknowledged.length >= writes / 2) killed ??= server.kill();
    }
  };
  const workers = Array.from({ length: AT_ONCE }, () =>
    worker().catch((error: unknown) => {
      // What was under way when the process was killed has no answer.
      if (killed === undefined) throw error;
    }),
  );
  await Promise.all(workers);
  await killed;
  return acknowledged;
}
