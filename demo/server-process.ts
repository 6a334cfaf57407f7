/** Runs the demo's server as a process of its own: for the tests, the figures and the screenshots. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A server that is up. */
export interface ServerProcess {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  /** Its file. One made for this process is deleted when it has ended; one that was given is left alone. */
  readonly database: string;
  readonly pid: number;
  /** What it has printed so far, on both channels. */
  output(): string;
  /** SIGTERM; gives the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL, as a crash would. */
  kill(): Promise<void>;
}

const ROOT = new URL('..', import.meta.url);

/**
 * Starts the server and waits for its address.
 *
 * @param env - On top of this process's own. Unless given: a free port, a new database, no simulation, and as many
 * logins as a test likes.
 */
export async function startServer(env: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
  const folder = env['DATABASE'] === undefined ? await mkdtemp(join(tmpdir(), 'holdfast-demo-')) : undefined;
  const database = env['DATABASE'] ?? join(folder ?? '', 'demo.sqlite');
  const quiet = { PORT: '0', DATABASE: database, SIMULATE_MS: '0', LOGINS_PER_MINUTE: '1000000', STOP_WITH_INPUT: '1' };
  const child = spawn(nodePath(), [fileURLToPath(new URL('demo/server/main.ts', ROOT))], {
    env: { ...process.env, ...quiet, ...env },
    // The input is a pipe that nothing is written to: it closes when this process is gone.
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit').then(async () => {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });
  const lines: string[] = [];
  // If this process dies first, its server must not stay behind.
  const killChild = (): void => void child.kill('SIGKILL');
  process.once('exit', killChild);
  void exited.then(() => process.off('exit', killChild));

  const origin = await new Promise<string>((resolve, reject) => {
    const read = (stream: ChildProcess['stdout']): void => {
      if (stream === null) return;
      createInterface(stream).on('line', (line) => {
        lines.push(line);
        if (/^http:\/\/127\.0\.0\.1:\d+$/.test(line)) resolve(line);
      });
    };
    read(child.stdout);
    read(child.stderr);
    void exited.then(() => reject(new Error(`The server did not start:\n${lines.join('\n')}`)));
  });

  return {
    origin,
    database,
    pid: child.pid ?? 0,
    output: () => lines.join('\n'),
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
      return child.exitCode;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** A Node that runs TypeScript: this one, or the project's own where tests run on an older. */
function nodePath(): string {
  const major = Number(process.versions.node.split('.')[0]);
  return major >= 24 ? process.execPath : fileURLToPath(new URL('node_modules/node/bin/node', ROOT));
}
