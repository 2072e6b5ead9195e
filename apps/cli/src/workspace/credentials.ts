import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { CommandError } from '../exit-code.js';

/** How the user is known to one server. */
const Login = z.object({ token: z.string(), tokenId: z.string().nullable(), email: z.string() });
export type Login = z.infer<typeof Login>;

const Stored = z.object({ servers: z.record(z.string(), Login) });

/** Personal access tokens by server, in a file that only its owner can read. */
export class Credentials {
  private readonly path: string;

  constructor(env: Readonly<Record<string, string | undefined>>) {
    const config = env['XDG_CONFIG_HOME'] || join(env['HOME'] || homedir(), '.config');
    this.path = join(config, 'touchstone', 'credentials.json');
  }

  async find(server: string): Promise<Login | null> {
    return (await this.read())[server] ?? null;
  }

  async save(server: string, login: Login): Promise<void> {
    await this.write({ ...(await this.read()), [server]: login });
  }

  async forget(server: string): Promise<void> {
    const { [server]: _forgotten, ...others } = await this.read();
    await this.write(others);
  }

  private async read(): Promise<Record<string, Login>> {
    let text: string;
    try {
      text = await readFile(this.path, 'utf8');
    } catch (error) {
      if (isMissing(error)) return {};
      throw new CommandError(`cannot read ${this.path}: check its permissions`, undefined, { cause: error });
    }
    return this.parse(text);
  }

  private parse(text: string): Record<string, Login> {
    try {
      return Stored.parse(JSON.parse(text)).servers;
    } catch (error) {
      throw new CommandError(`${this.path} is damaged: delete it and log in again`, undefined, {
        cause: error,
      });
    }
  }

  /** Written beside and moved into place, so that a crash leaves the old file or the new one. */
  private async write(servers: Record<string, Login>): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
    const draft = `${this.path}.${process.pid}`;
    await writeFile(draft, `${JSON.stringify({ servers }, null, 2)}\n`, { mode: 0o600 });
    await chmod(draft, 0o600);
    await rename(draft, this.path);
  }
}

function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
}
