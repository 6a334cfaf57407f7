import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serverPath } from '../../scripts/servers.mjs';

/** A program that listens, with a folder of its own. */
export interface Daemon {
  readonly origin: string;
  /** SIGKILL for it and all it has started, and the same again on the same port: what it had in memory is gone. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts nginx in the foreground on a free port.
 *
 * @param server - What stands in its `server { … }`. @param modules - Modules to load.
 */
export function startNginx(server: string, modules: readonly string[] = []): Promise<Daemon> {
  const configure = (port: number): string => `
${modules.map((file) => `load_module ${file};`).join('\n')}
${process.getuid?.() === 0 ? 'user root;' : ''}
daemon off; worker_processes 1; pid nginx.pid; error_log stderr error;
events { worker_connections 128; }
http {
  access_log off;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  server { listen 127.0.0.1:${port}; ${server} }
}`;
  return startDaemon(serverPath('nginx'), (folder, file) => ['-p', folder, '-e', 'stderr', '-c', file], configure);
}

/** Starts HAProxy in the foreground on a free port. @param rest - `defaults` and `backend` lines of its configuration. */
export function startHaproxy(rest: string): Promise<Daemon> {
  const configure = (port: number): string => `
global
  maxconn 128
${rest}
frontend front
  bind 127.0.0.1:${port}
  default_backend back
`;
  return startDaemon(serverPath('haproxy'), (_, file) => ['-db', '-f', file], configure);
}

/**
 * Runs a program, and kills it and all it has started when its own input ends: when the process that started it is gone,
 * however that came about.
 */
const GUARD = '"$@" & cat > /dev/null; kill -9 0';
const START_MS = 20_000;

async function startDaemon(
  program: string,
  flags: (folder: string, file: string) => readonly string[],
  configure: (port: number) => string,
): Promise<Daemon> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-foreign-'));
  const file = join(folder, 'server.conf');
  const port = await freePort();
  await writeFile(file, configure(port));
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const started = spawn('sh', ['-c', GUARD, 'sh', program, ...flags(folder, file)], {
      // A group of its own, for it starts workers that must go with it.
      detached: true,
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    child = started;
    const said: string[] = [];
    started.stderr.on('data', (text: Buffer) => said.push(text.toString()));
    for (const deadline = performance.now() + START_MS; !(await accepts(port)); ) {
      if (performance.now() > deadline) throw new Error(`${program} did not start:\n${said.join('')}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  const kill = async (): Promise<void> => {
    if (child?.pid === undefined || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    process.kill(-child.pid, 'SIGKILL');
    await exited;
  };
  await start();
  return {
    origin: `http://127.0.0.1:${port}`,
    async restart() {
      await kill();
      await start();
    },
    async stop() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
