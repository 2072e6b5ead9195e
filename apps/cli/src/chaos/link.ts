import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type NetConnectOpts, type Socket } from 'node:net';

/** A wire between a worker and what it depends on, which can be cut and can stall. */
export class Link {
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer({ allowHalfOpen: true }, (near) => this.relay(near));
  private stalled = false;

  private constructor(
    private readonly far: NetConnectOpts,
    private readonly at: { path: string } | { host: string; port: number },
  ) {}

  /** A TCP wire to the server of a URL; `url` is the same with the near end's address. */
  static async toServer(serverUrl: string): Promise<{ link: Link; url: string }> {
    const { hostname, port } = new URL(serverUrl);
    const link = new Link({ host: hostname, port: Number(port) }, { host: '127.0.0.1', port: 0 });
    const url = new URL(serverUrl);
    url.host = `127.0.0.1:${await link.listen()}`;
    return { link, url: url.href };
  }

  /** A wire from one socket in the file system to another. */
  static async toSocket(socketPath: string, nearPath: string): Promise<Link> {
    const link = new Link({ path: socketPath }, { path: nearPath });
    await link.listen();
    return link;
  }

  /** Ends every connection and refuses new ones, as a server that is gone. */
  async cut(): Promise<void> {
    if (!this.server.listening) return;
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
    if ('path' in this.at) rmSync(this.at.path, { force: true });
  }

  /** Ends nothing and passes nothing on, as a network that drops every packet. */
  stall(): void {
    this.stalled = true;
    for (const socket of this.sockets) socket.pause();
  }

  async mend(): Promise<void> {
    this.stalled = false;
    for (const socket of this.sockets) socket.resume();
    if (!this.server.listening) await this.listen();
  }

  private async listen(): Promise<number> {
    this.server.listen(this.at);
    await once(this.server, 'listening');
    if ('path' in this.at) return 0;
    const { port } = this.server.address() as AddressInfo;
    this.at.port = port;
    return port;
  }

  private relay(near: Socket): void {
    const far = connect({ ...this.far, allowHalfOpen: true } as NetConnectOpts);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(from);
      from.on('data', (bytes) => {
        if (!to.write(bytes)) from.pause();
      });
      to.on('drain', () => this.stalled || from.resume());
      from.on('end', () => to.end());
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.sockets.delete(from);
        to.destroy();
      });
      if (this.stalled) from.pause();
    }
  }
}
