import { ApiClient, ApiRefusal } from '../api/api-client.js';
import { chooseServer } from '../api/connect.js';
import type { Context } from '../context.js';
import { EXIT_CODE } from '../exit-code.js';
import { Credentials, type Login } from '../workspace/credentials.js';

/** Forgets the stored token, and takes it back on the server when `login` made it. */
export async function logout(context: Context, options: { server?: string }): Promise<number> {
  const { server } = chooseServer(context, options.server);
  const credentials = new Credentials(context.env);
  const login = await credentials.find(server);
  if (login === null) {
    context.terminal.print(`you are not logged in to ${server}`);
    return EXIT_CODE.ok;
  }
  await credentials.forget(server);
  await takeBack(server, login);
  context.terminal.print(`${context.terminal.style.green('✔')} logged out of ${server}`);
  return EXIT_CODE.ok;
}

async function takeBack(server: string, { token, tokenId }: Login): Promise<void> {
  if (tokenId === null) return;
  try {
    await new ApiClient(server, token).run(`me/tokens/${tokenId}`, { method: 'DELETE' });
  } catch (error) {
    // It has ended already: that is what was wanted.
    if (!(error instanceof ApiRefusal) || error.status >= 500) throw error;
  }
}
