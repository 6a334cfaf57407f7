import { type ChildProcess, spawn } from 'node:child_process';

/** A program that does not outlive this process, however this process ends. */
export interface Leashed {
  /** Reads its standard output until `wanted` is found, and gives what the first group has matched. */
  untilSaid(wanted: RegExp): Promise<string>;
  /** Ends it, with every process it has started. */
  end(): Promise<void>;
}

/**
 * The shell leads a process group of its own and waits at a pipe that this process holds: when the pipe ends, be it that
 * we were killed, it ends the group. What the program starts belongs to the group too. Standard output is the program's
 * alone, so that its end is seen.
 */
const LEASH = '"$@" 2>/dev/null & exec >/dev/null; cat; kill -KILL 0';

/** Starts a program on a leash. */
export function startLeashed(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Leashed {
  const child = spawn('sh', ['-c', LEASH, 'leash', command, ...args], {
    detached: true,
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    untilSaid: (wanted) => untilSaid(child, command, wanted),
    async end() {
      child.stdin?.end();
      await ended;
    },
  };
}

function untilSaid({ stdout }: ChildProcess, command: string, wanted: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    stdout?.on('data', (bytes: Buffer) => {
      text += bytes.toString();
      const found = wanted.exec(text);
      if (found) resolve(found[1] ?? found[0]);
    });
    stdout?.once('end', () => reject(new Error(`${command} ended without ${wanted}: ${text}`)));
  });
}
