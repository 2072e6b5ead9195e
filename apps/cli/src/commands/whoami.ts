import { Me } from '#contracts';
import { chooseServer, connect } from '../api/connect.js';
import type { Context } from '../context.js';
import { EXIT_CODE } from '../exit-code.js';

export async function whoami(
  context: Context,
  options: { server?: string; json?: boolean },
): Promise<number> {
  const choice = chooseServer(context, options.server);
  const me = await (await connect(context, choice)).call('me', Me);
  const text = `${me.displayName} (${me.email ?? me.alias}, ${me.role}) at ${choice.server}`;
  context.terminal.print(options.json === true ? JSON.stringify({ ...me, server: choice.server }) : text);
  return EXIT_CODE.ok;
}
