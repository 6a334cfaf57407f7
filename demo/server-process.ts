/** Runs the demo's server as a process of its own: for the tests and the screenshots. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A server that is up. */
export interface ServerProcess {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
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
 * @param env - On top of this process's own; `PORT` is 0, a free one, unless given.
 */
export async function startServer(env: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
  const child = spawn(nodePath(), [fileURLToPath(new URL('demo/server/main.ts', ROOT))], {
    env: { ...process.env, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
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
