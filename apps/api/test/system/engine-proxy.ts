import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';

const ENGINE_SOCKET = '/var/run/docker.sock';

/** A socket before the Docker engine that a test can cut and mend: to a worker, the engine stops and comes back. */
export class EngineProxy {
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();
  /** Takes the limit on processes out of every container that is asked for, as an engine would that cannot enforce it. */
  stripsProcessLimit = false;
  readonly path = join(tmpdir(), `touchstone-engine-${randomBytes(4).toString('hex')}.sock`);

  async mend(): Promise<void> {
    this.server = createServer({ allowHalfOpen: true }, (near) => this.relay(near)).listen(this.path);
    await once(this.server, 'listening');
  }

  /** Ends every connection and refuses new ones. */
  async cut(): Promise<void> {
    const { server } = this;
    if (server === undefined) return;
    this.server = undefined;
    for (const socket of this.sockets) socket.destroy();
    server.close();
    await once(server, 'close');
    rmSync(this.path, { force: true });
  }

  private relay(near: Socket): void {
    const far = connect({ path: ENGINE_SOCKET, allowHalfOpen: true });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(from);
      from.on('close', () => {
        this.sockets.delete(from);
        to.destroy();
      });
      from.on('error', () => to.destroy());
    }
    near.pipe(this.stripper()).pipe(far);
    far.pipe(near);
  }

  /** Keeps the length, which the request has told before; 0 means no limit. */
  private stripper(): Transform {
    const strip = (chunk: Buffer): Buffer =>
      Buffer.from(
        chunk.toString('latin1').replace(/"PidsLimit":\d+/g, (field) => '"PidsLimit":0'.padEnd(field.length)),
        'latin1',
      );
    return new Transform({
      transform: (chunk: Buffer, _, done) => done(null, this.stripsProcessLimit ? strip(chunk) : chunk),
    });
  }
}
