import type { Context } from '../context.js';
import { CommandError } from '../exit-code.js';
import { Credentials } from '../workspace/credentials.js';
import { ApiClient } from './api-client.js';

const DEFAULT_SERVER = 'http://localhost:3000';

/** The server to talk to: --server, the project's, TOUCHSTONE_URL, else the one `npm start` brings up. */
export function chooseServer(context: Context, option: string | undefined, project?: string): string {
  const chosen = option ?? project ?? (context.env['TOUCHSTONE_URL'] || DEFAULT_SERVER);
  if (!URL.canParse(chosen) || !/^https?:\/\//.test(chosen)) {
    throw new CommandError(`${chosen} is not a server's address: write it like ${DEFAULT_SERVER}`);
  }
  return chosen.replace(/\/+$/, '');
}

/** A client with the user's token: TOUCHSTONE_TOKEN, or the one that `login` stored; without one it is nobody's. */
export async function connect(context: Context, server: string): Promise<ApiClient> {
  const given = context.env['TOUCHSTONE_TOKEN'];
  if (given !== undefined && given !== '') return new ApiClient(server, given);
  const login = await new Credentials(context.env).find(server);
  return new ApiClient(server, login?.token ?? null);
}
