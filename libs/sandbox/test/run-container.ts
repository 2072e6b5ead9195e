import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import type Docker from 'dockerode';
import { pack } from 'tar-stream';

export interface ContainerRun {
  readonly image: string;
  readonly user?: string;
  readonly entrypoint?: string[];
  readonly command?: string[];
  readonly env?: string[];
  readonly stdin?: Buffer;
}

export interface ContainerResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a container of an image as a pod would, without a network, and removes it. */
export async function runContainer(docker: Docker, run: ContainerRun): Promise<ContainerResult> {
  const container = await docker.createContainer({
    Image: run.image,
    User: run.user ?? '234567',
    ...(run.entrypoint ? { Entrypoint: run.entrypoint } : {}),
    ...(run.command ? { Cmd: run.command } : {}),
    Env: ['HOSTNAME', ...(run.env ?? [])],
    OpenStdin: true,
    StdinOnce: true,
    Labels: { 'touchstone.managed': 'true', 'touchstone.test': 'images' },
    HostConfig: hardened(),
  });
  try {
    const streams = await container.attach({
      stream: true,
      stdin: true,
      stdout: true,
      stderr: true,
      hijack: true,
    });
    const stdout = new PassThrough();
    const stderr = new PassThrough();
    docker.modem.demuxStream(streams, stdout, stderr);
    streams.once('end', () => void (stdout.end(), stderr.end()));
    await container.start();
    streams.end(run.stdin ?? Buffer.alloc(0));
    const [out, err, { StatusCode }] = await Promise.all([text(stdout), text(stderr), container.wait()]);
    return { exitCode: StatusCode, stdout: out, stderr: err };
  } finally {
    await container.remove({ force: true });
  }
}

export interface RunningService extends AsyncDisposable {
  /** Runs a shell command inside. */
  exec(command: string): Promise<{ exitCode: number; output: string }>;
  restart(): Promise<void>;
}

/** Starts a service as a pod would: no privilege, read-only root, data in memory, a uid nobody knows. */
export async function startService(
  docker: Docker,
  image: string,
  entrypoint?: string[],
): Promise<RunningService> {
  const container = await docker.createContainer({
    Image: image,
    ...(entrypoint ? { Entrypoint: entrypoint } : {}),
    User: '434567',
    Env: ['GRADER_PASSWORD=for-the-grader', 'APP_PASSWORD=for-the-app'],
    Labels: { 'touchstone.managed': 'true', 'touchstone.test': 'images' },
    HostConfig: { ...hardened(), Tmpfs: { '/data': 'rw,nosuid,nodev,size=128m,mode=0700,uid=434567' } },
  });
  await container.start();
  return {
    exec: (command) => execIn(docker, container, command),
    restart: async () => {
      await container.kill();
      await container.start();
    },
    [Symbol.asyncDispose]: () => container.remove({ force: true }),
  };
}

async function execIn(docker: Docker, container: Docker.Container, command: string) {
  const exec = await container.exec({ Cmd: ['sh', '-c', command], AttachStdout: true, AttachStderr: true });
  const stream = await exec.start({});
  const output = new PassThrough();
  docker.modem.demuxStream(stream, output, output);
  stream.once('end', () => output.end());
  const written = await text(output);
  return { exitCode: (await exec.inspect()).ExitCode ?? -1, output: written.trim() };
}

function hardened() {
  return {
    NetworkMode: 'none',
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges'],
    ReadonlyRootfs: true,
    Init: true,
    Memory: 256 * 1024 * 1024,
    MemorySwap: 256 * 1024 * 1024,
    PidsLimit: 64,
    ShmSize: 1024 * 1024,
    Tmpfs: { '/work': 'rw,nosuid,nodev,size=32m', '/tmp': 'rw,nosuid,nodev,size=16m' },
  };
}

/** What a subject's entrypoint reads: its first line, then the files. */
export async function toSubjectInput(
  firstLine: string,
  files: Readonly<Record<string, string>>,
): Promise<Buffer> {
  const archive = pack();
  for (const [name, content] of Object.entries(files)) archive.entry({ name }, content);
  archive.finalize();
  const chunks: Buffer[] = [Buffer.from(`${firstLine}\n`)];
  for await (const chunk of archive) chunks.push(Buffer.from(chunk as Buffer));
  return Buffer.concat(chunks);
}
