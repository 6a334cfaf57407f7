import type { Run } from './hands.ts';
import type { TransportName } from './page-side.ts';
import type { WorkerCommand, WorkerNews } from './worker-side.ts';

/** What is kept on the page. */
interface WorkerPage {
  readonly port: Worker | MessagePort;
  readonly news: WorkerNews[];
  readonly heard: (() => void)[];
}

/** Starts the worker, on the log as `worker`, and keeps what it tells on the page. */
export async function startWorker(run: Run, kind: 'dedicated' | 'shared', transport: TransportName): Promise<void> {
  await run(
    (isShared, command) => {
      const options = { type: 'module', name: command.transport } as const;
      const made = isShared ? new SharedWorker('/sdk/worker.js', options) : new Worker('/sdk/worker.js', options);
      const port = made instanceof SharedWorker ? made.port : made;
      const news: WorkerNews[] = [];
      const heard: (() => void)[] = [];
      port.addEventListener('message', (event) => {
        news.push((event as MessageEvent<WorkerNews>).data);
        for (const look of heard) look();
      });
      if (port instanceof MessagePort) port.start();
      port.postMessage(command);
      Object.assign(window, { port, news, heard });
      // From its answer on, it tells this page of every event.
      return new Promise<void>((resolve) => {
        heard.push(() => {
          if (news.some((one) => 'phase' in one)) resolve();
        });
      });
    },
    kind === 'shared',
    { type: 'start', url: '/log?client=worker', transport } satisfies WorkerCommand,
  );
}

/** Waits for so many events of the worker and gives their ids. */
export async function untilNews(run: Run, count: number): Promise<(string | undefined)[]> {
  return run(async (wanted) => {
    const { news, heard } = window as unknown as WorkerPage;
    const ids = (): (string | undefined)[] => news.flatMap((one) => ('id' in one ? [one.id] : []));
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (ids().length >= wanted) resolve();
      };
      heard.push(look);
      look();
    });
    return ids();
  }, count);
}

/** Closes the worker's client, and gives what the worker has to say then. */
export async function closeWorker(run: Run): Promise<WorkerNews | undefined> {
  return run(async () => {
    const { news, heard, port } = window as unknown as WorkerPage;
    const answers = (): WorkerNews[] => news.filter((one) => 'phase' in one);
    const said = new Promise<void>((resolve) => {
      heard.push(() => {
        if (answers().length === 2) resolve();
      });
    });
    port.postMessage({ type: 'close' });
    await said;
    return answers()[1];
  });
}
