/** How much memory another Node process holds, asked through its inspector after a collection. */
import { readFile } from 'node:fs/promises';

/** Bytes. */
export interface Heap {
  /** Objects that are still needed. */
  readonly heap: number;
  /** What the process holds in memory apart from those; coarse. */
  readonly rest: number;
}

/** @param url - Where its inspector listens: the process was started with `--inspect`. */
export async function heapOf(url: string, pid: number): Promise<Heap> {
  const socket = new WebSocket(url);
  await new Promise((resolve) => {
    socket.addEventListener('open', resolve, { once: true });
  });
  let next = 0;
  const ask = (method: string): Promise<{ readonly result?: { readonly usedSize?: number } }> =>
    new Promise((resolve) => {
      const id = ++next;
      const onMessage = ({ data }: MessageEvent): void => {
        const answer = JSON.parse(String(data)) as { readonly id?: number };
        if (answer.id !== id) return;
        socket.removeEventListener('message', onMessage);
        resolve(answer as Awaited<ReturnType<typeof ask>>);
      };
      socket.addEventListener('message', onMessage);
      socket.send(JSON.stringify({ id, method }));
    });
  await ask('HeapProfiler.collectGarbage');
  await ask('HeapProfiler.collectGarbage');
  const heap = (await ask('Runtime.getHeapUsage')).result?.usedSize ?? 0;
  socket.close();
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const residentBytes = Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1_024;
  return { heap, rest: residentBytes - heap };
}
