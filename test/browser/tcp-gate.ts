import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A port before a server that can be shut and opened again: a server that is gone, and comes back where it was. */
export interface TcpGate {
  readonly origin: string;
  /** Breaks every connection; new ones are refused. */
  shut(): Promise<void>;
  /** Lets connections through again. */
  open(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a gate on a free port of 127.0.0.1 before the server at `origin`. */
export async function openTcpGate(origin: string): Promise<TcpGate> {
  const target = Number(new URL(origin).port);
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
  };
  const gate = createServer((inner) => {
    const outer = connect(target, '127.0.0.1');
    for (const socket of [inner, outer]) keep(socket.setNoDelay());
    inner.pipe(outer).pipe(inner);
    inner.once('close', () => outer.destroy());
    outer.once('close', () => inner.destroy());
  });
  const listen = (port: number): Promise<void> => new Promise((resolve) => gate.listen(port, '127.0.0.1', resolve));
  const shut = async (): Promise<void> => {
    if (!gate.listening) return;
    const closed = new Promise<void>((resolve) => gate.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await listen(0);
  const { port } = gate.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, shut, open: () => listen(port), close: shut };
}
