import type { Context } from '../context.js';
import { CommandError } from '../exit-code.js';
import { Credentials } from '../workspace/credentials.js';
import type { Project } from '../workspace/project-file.js';
import { ApiClient } from './api-client.js';

const DEFAULT_SERVER = 'http://localhost:3000';

export interface ServerChoice {
  readonly server: string;
  /** Nobody but the folder's touchstone.json named it. */
  readonly onlyByFile: boolean;
}

/** The server to talk to: --server, TOUCHSTONE_URL, the folder's touchstone.json, else the one `npm start` brings up. */
export function chooseServer(
  { env }: Context,
  option: string | undefined,
  project: Project | null = null,
): ServerChoice {
  const named = option ?? (env['TOUCHSTONE_URL'] || undefined);
  const server = checkAddress(named ?? project?.server ?? DEFAULT_SERVER);
  return { server, onlyByFile: named === undefined && project !== null && server !== DEFAULT_SERVER };
}

function checkAddress(chosen: string): string {
  if (!URL.canParse(chosen) || !/^https?:\/\//.test(chosen)) {
    throw new CommandError(`${chosen} is not a server's address: write it like ${DEFAULT_SERVER}`);
  }
  return chosen.replace(/\/+$/, '');
}

/** A client with the user's token: TOUCHSTONE_TOKEN, or the one that `login` stored; without one it is nobody's. */
export async function connect(context: Context, { server, onlyByFile }: ServerChoice): Promise<ApiClient> {
  const login = await new Credentials(context.env).find(server);
  const given = context.env['TOUCHSTONE_TOKEN'];
  if (given === undefined || given === '') return new ApiClient(server, login?.token ?? null);
  if (!onlyByFile) return new ApiClient(server, given);
  // SECURITY: a file that came with somebody's folder does not get to say who receives the token.
  if (login !== null) return new ApiClient(server, login.token);
  throw new CommandError(
    `only touchstone.json names ${server}, so TOUCHSTONE_TOKEN is not sent there: set TOUCHSTONE_URL or pass --server`,
  );
}
