import type { Duplex } from 'node:stream';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type Docker from 'dockerode';
import { Demultiplexer, type LogTail } from '#sandbox';
import { feed, listen, nowhere, settleRun, type ProgramRun } from './program-run.js';

const PROGRAMS = '/usr/lib/postgresql/17/bin';
/** Nobody in particular: the programs own no file. */
const USER = '64999:64999';

/** Runs the program in a container of the image, on this host’s network, and removes it. */
export async function runContained(docker: Docker, image: string, run: ProgramRun): Promise<void> {
  const { name, input = Readable.from([]), output = nowhere(), signal } = run;
  const container = await docker.createContainer(toContainer(image, run));
  try {
    const stream = (await container.attach(ATTACH)) as Duplex;
    const said = listen();
    await container.start();
    const flows = await Promise.allSettled([
      feed(input, stream),
      pipeline(stream, demultiplex(said), output, { signal }),
    ]);
    signal.throwIfAborted();
    const { StatusCode } = (await container.wait()) as { StatusCode: number };
    settleRun(name, StatusCode, said, flows);
  } finally {
    await container.remove({ force: true });
  }
}

const ATTACH = { stream: true, stdin: true, stdout: true, stderr: true, hijack: true };

function toContainer(image: string, { name, args, password }: ProgramRun): Docker.ContainerCreateOptions {
  return {
    Image: image,
    Entrypoint: [`${PROGRAMS}/${name}`],
    Cmd: args.map(fromInside),
    User: USER,
    Env: password === undefined ? [] : [`PGPASSWORD=${password}`],
    OpenStdin: true,
    StdinOnce: true,
    Labels: { 'touchstone.managed': 'true', 'touchstone.service': name },
    HostConfig: {
      NetworkMode: SHARES_NETWORK ? 'host' : 'bridge',
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      ReadonlyRootfs: true,
      LogConfig: { Type: 'none', Config: {} },
    },
  };
}

/** False where containers live in a virtual machine, whose loopback is not this host’s. */
const SHARES_NETWORK = process.platform === 'linux';

function fromInside(arg: string): string {
  return SHARES_NETWORK
    ? arg
    : arg.replace(/(@|\/\/)(127\.0\.0\.1|localhost)(?=[:/])/, '$1host.docker.internal');
}

function demultiplex(said: LogTail): Transform {
  const apart = new Demultiplexer((name, bytes) => {
    if (name === 'stdout') passOn.push(bytes);
    else said.push(bytes, name);
  });
  const passOn = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      apart.push(chunk);
      done();
    },
  });
  return passOn;
}
