import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { ProgramRuntime, ServiceName } from '#contracts';

const ENGINE_SOCKET = '/var/run/docker.sock';
/** What a worker may find on its engine, and announces. */
const OUR_IMAGES = ['pause', 'grader', ...ProgramRuntime.options, ...ServiceName.options];

/** A socket before the Docker engine that a test can cut and mend: to a worker, the engine stops and comes back. */
export class EngineProxy {
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();
  /** Takes the limit on processes out of every container that is asked for, as an engine would that cannot enforce it. */
  stripsProcessLimit = false;
  /** Images that whoever comes this way does not find: to them, the engine has never had any. */
  private readonly hidden: readonly string[];
  readonly path = join(tmpdir(), `touchstone-engine-${randomBytes(4).toString('hex')}.sock`);

  constructor({ hides = [] }: { readonly hides?: readonly string[] } = {}) {
    this.hidden = hides;
  }

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
    near.pipe(this.rewriter()).pipe(far);
    far.pipe(near);
  }

  private rewriter(): Transform {
    const rewrite = (chunk: Buffer): Buffer => {
      const text = chunk.toString('latin1');
      return Buffer.from(this.hide(this.stripsProcessLimit ? strip(text) : text), 'latin1');
    };
    return new Transform({
      transform: (chunk: Buffer, _, done) => done(null, rewrite(chunk)),
    });
  }

  /** Requests begin at the beginning of a chunk. A body keeps its length, which the request has told before. */
  private hide(request: string): string {
    if (this.hidden.length === 0) return request;
    const found = this.hidden.reduce(
      (text, name) =>
        text.replaceAll(`touchstone/${name}:latest`, `touchstone/${'0'.repeat(name.length)}:latest`),
      request,
    );
    return found.replace(/^GET \/images\/json\?\S*/, `GET /images/json?filters=${this.listFilter()}`);
  }

  private listFilter(): string {
    const names = OUR_IMAGES.filter((name) => !this.hidden.includes(name));
    return encodeURIComponent(JSON.stringify({ reference: names.map((name) => `touchstone/${name}`) }));
  }
}

/** 0 means no limit. */
const strip = (request: string): string =>
  request.replace(/"PidsLimit":\d+/g, (field) => '"PidsLimit":0'.padEnd(field.length));
