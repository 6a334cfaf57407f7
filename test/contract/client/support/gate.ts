import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A port in front of a server that can be shut and opened again: a server that is down, and comes back. */
export interface Gate {
  url(path: string): string;
  /** Connections are refused from here on, and those that stand are reset. */
  shut(): Promise<void>;
  open(): Promise<void>;
  close(): Promise<void>;
}

/** @param target - Where the gate leads. */
export async function createGate(target: string): Promise<Gate> {
  const { port: targetPort } = new URL(target);
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  let port = 0;

  function listen(): Promise<void> {
    const listening = createServer((socket) => {
      const onward = connect(Number(targetPort), '127.0.0.1');
      for (const [one, other] of [
        [socket, onward],
        [onward, socket],
      ] as const) {
        sockets.add(one);
        one.setNoDelay(true);
        one.on('error', () => {});
        one.once('close', () => {
          sockets.delete(one);
          other.destroy();
        });
        one.pipe(other);
      }
    });
    server = listening;
    return new Promise((resolve, reject) => {
      listening.once('error', reject);
      listening.listen(port, '127.0.0.1', () => {
        ({ port } = listening.address() as AddressInfo);
        resolve();
      });
    });
  }

  async function shut(): Promise<void> {
    const closing = server;
    server = undefined;
    const closed = new Promise<void>((resolve) => (closing ? closing.close(() => resolve()) : resolve()));
    for (const socket of sockets) socket.resetAndDestroy();
    await closed;
  }

  await listen();
  return { url: (path) => `http://127.0.0.1:${port}${path}`, shut, open: listen, close: shut };
}
