import { hostname } from 'node:os';
import { CreatedToken, Me, TokenPair } from '#contracts';
import { ApiClient } from '../api/api-client.js';
import { chooseServer } from '../api/connect.js';
import type { Context } from '../context.js';
import { CommandError, EXIT_CODE } from '../exit-code.js';
import { ask, readStandardInput } from '../terminal/prompt.js';
import { Credentials, type Login } from '../workspace/credentials.js';

export interface LoginOptions {
  readonly server?: string;
  readonly email?: string;
  readonly name?: string;
  readonly token?: string;
  readonly register?: boolean;
  readonly passwordStdin?: boolean;
}

/** Stores a personal access token for a server: a new one, or the one given. */
export async function login(context: Context, options: LoginOptions): Promise<number> {
  const { server } = chooseServer(context, options.server);
  const nobody = new ApiClient(server, null);
  const token =
    options.token === undefined
      ? await makeToken(context, nobody, options)
      : { token: options.token, tokenId: null };
  const me = await nobody.withToken(token.token).call('me', Me);
  await new Credentials(context.env).save(server, { ...token, email: me.email ?? me.alias });
  const { style } = context.terminal;
  context.terminal.print(
    `${style.green('✔')} logged in to ${server} as ${me.displayName} (${me.email ?? me.alias}, ${me.role})`,
  );
  return EXIT_CODE.ok;
}

type NewToken = Pick<Login, 'token' | 'tokenId'>;

/** Logs in for just as long as it takes to make a token that can be taken back by itself. */
async function makeToken(context: Context, nobody: ApiClient, options: LoginOptions): Promise<NewToken> {
  const email = options.email ?? (await ask(context, 'E-mail: '));
  const displayName =
    options.register === true ? (options.name ?? (await ask(context, 'Name to show: '))) : undefined;
  const password = await readPassword(context, options);
  const session = await nobody.call(displayName === undefined ? 'auth/login' : 'auth/register', TokenPair, {
    method: 'POST',
    body: displayName === undefined ? { email, password } : { email, password, displayName },
  });
  const created = await nobody.withToken(session.accessToken).call('me/tokens', CreatedToken, {
    method: 'POST',
    body: { name: `touchstone on ${hostname()}`.slice(0, 60) },
  });
  await nobody.run('auth/logout', { method: 'POST', body: { refreshToken: session.refreshToken } });
  return { token: created.token, tokenId: created.id };
}

async function readPassword(context: Context, { passwordStdin, register }: LoginOptions): Promise<string> {
  if (passwordStdin === true) return readStandardInput(context);
  const password = await ask(context, 'Password: ', { hidden: true });
  if (register === true && (await ask(context, 'Password again: ', { hidden: true })) !== password) {
    throw new CommandError('the two passwords differ: try again');
  }
  return password;
}
