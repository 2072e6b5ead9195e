import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A door in front of a real server: shut it to make the server go away, for whoever came through the door. */
export interface TcpGate {
  /** The server's URL with the address of the gate. */
  readonly url: string;
  /** Cuts all connections and refuses new ones, as a server that was stopped. */
  shut(): Promise<void>;
  /** Cuts nothing and passes nothing on, as a server that hangs. */
  freeze(): void;
  /** Lets everybody through again. */
  open(): Promise<void>;
  close(): Promise<void>;
}

/** @param host the address of this machine that the gate is reached at */
export async function openTcpGate(serverUrl: string, host = '127.0.0.1'): Promise<TcpGate> {
  const target = new URL(serverUrl);
  const sockets = new Set<Socket>();
  let frozen = false;

  const server = createServer((incoming) => {
    const outgoing = connect(Number(target.port), target.hostname);
    for (const socket of [incoming, outgoing]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
    }
    incoming.on('data', (bytes) => outgoing.write(bytes)).on('close', () => outgoing.destroy());
    outgoing.on('data', (bytes) => incoming.write(bytes)).on('close', () => incoming.destroy());
    if (frozen) for (const socket of [incoming, outgoing]) socket.pause();
  });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const url = new URL(serverUrl);
  url.hostname = host;
  url.port = String(port);

  async function listen(onPort: number): Promise<void> {
    server.listen(onPort, host);
    await once(server, 'listening');
  }

  async function shut(): Promise<void> {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  }

  return {
    url: url.href,
    shut,
    close: shut,
    freeze() {
      frozen = true;
      for (const socket of sockets) socket.pause();
    },
    async open() {
      frozen = false;
      for (const socket of sockets) socket.resume();
      if (!server.listening) await listen(port);
    },
  };
}
