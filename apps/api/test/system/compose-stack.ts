import { execFile, execFileSync } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

const ROOT = resolve(import.meta.dirname, '../../../..');
const run = promisify(execFile);
const MOST_OUTPUT = { maxBuffer: 16 * 1024 * 1024 };

/** What `docker inspect` says of a container, as far as it is read here. */
export interface Inspected {
  readonly Id: string;
  readonly Config: {
    readonly Image: string;
    readonly Env: readonly string[];
    readonly Labels: Readonly<Record<string, string>>;
  };
  readonly State: {
    readonly Running: boolean;
    readonly ExitCode: number;
    readonly OOMKilled: boolean;
    readonly Health?: { readonly Status: string };
  };
  readonly HostConfig: {
    readonly ReadonlyRootfs: boolean;
    readonly CapDrop: readonly string[] | null;
    readonly CapAdd: readonly string[] | null;
    readonly Privileged: boolean;
    readonly SecurityOpt: readonly string[] | null;
    readonly Memory: number;
    readonly NanoCpus: number;
    readonly PidsLimit: number | null;
  };
  readonly Mounts: readonly { readonly Source: string; readonly RW: boolean }[];
}

/** docker-compose.yml as it stands, in a project of its own: its containers, networks and volumes are nobody else's. */
export class ComposeStack {
  private readonly project = `touchstone-test-${randomBytes(3).toString('hex')}`;
  private readonly compose = findCompose();

  private constructor(
    readonly url: string,
    /** What an operator may set, so that it is in nobody's way. */
    private readonly settings: Readonly<Record<string, string>>,
  ) {}

  static async prepare(): Promise<ComposeStack> {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    return new ComposeStack(url, {
      PROXY_PORT: String(port),
      // Of the addresses that are kept for tests (RFC 2544): no host is in one of these networks.
      FRONT_SUBNET: `198.18.${randomInt(0, 256)}.0/24`,
      TOUCHSTONE_PUBLIC_URL: url,
      TOUCHSTONE_WORKER_CONCURRENCY: '2',
    });
  }

  /** Runs a command of Compose. @returns what it printed; rejects when it fails */
  async command(...words: string[]): Promise<string> {
    const [program = '', ...first] = this.compose;
    const { stdout, stderr } = await run(program, [...first, '--project-name', this.project, ...words], {
      ...MOST_OUTPUT,
      cwd: ROOT,
      env: { ...process.env, ...this.settings },
    });
    return stdout + stderr;
  }

  async inspect(service?: string): Promise<(Inspected & { readonly service: string })[]> {
    const ofService =
      service === undefined ? [] : ['--filter', `label=com.docker.compose.service=${service}`];
    const ofProject = ['--filter', `label=com.docker.compose.project=${this.project}`];
    const { stdout: ids } = await run('docker', ['ps', '-aq', ...ofProject, ...ofService]);
    const { stdout } = await run('docker', ['inspect', ...ids.split('\n').filter(Boolean)], MOST_OUTPUT);
    return (JSON.parse(stdout) as Inspected[]).map((container) => ({
      ...container,
      service: container.Config.Labels['com.docker.compose.service'] ?? '',
    }));
  }

  logs(): Promise<string> {
    return this.command('logs', '--no-color', '--tail', '200').catch(String);
  }

  async remove(): Promise<void> {
    await this.command('down', '--volumes', '--timeout', '20');
  }
}

/** The program of Debian, or the plugin of newer engines. */
function findCompose(): readonly string[] {
  const candidates = [['docker-compose'], ['docker', 'compose']];
  const found = candidates.find(([program = '', ...words]) => {
    try {
      execFileSync(program, [...words, 'version'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
  if (found === undefined) throw new Error('there is no docker-compose, which `npm test` installs on Debian');
  return found;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
