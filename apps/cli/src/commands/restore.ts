import { resolve } from 'node:path';
import { forgetRedis } from '../backup/forget-redis.js';
import { withPlatform, type PlatformAccess } from '../backup/open-platform.js';
import { describeStored, restoreBackup, type RestoredBackup } from '../backup/restore-backup.js';
import type { Context } from '../context.js';
import { EXIT_CODE } from '../exit-code.js';
import { toMessage } from '../up/up-failure.js';

export interface RestoreOptions {
  readonly replace?: boolean;
  readonly json?: boolean;
}

/** Puts a backup into the database and empties Redis. API and workers have to be stopped. */
export async function restore(context: Context, file: string, options: RestoreOptions): Promise<number> {
  const { terminal } = context;
  const path = resolve(context.cwd, file);
  return withPlatform(context, true, async (access) => {
    terminal.show('reading the backup, then restoring it …');
    const restored = await restoreBackup(context, access, path, options.replace === true);
    terminal.show('');
    const redis = await emptyRedis(access);
    if (options.json === true) terminal.print(JSON.stringify({ ...restored, redis }));
    else tell(context, restored, redis);
    return 'trouble' in redis ? EXIT_CODE.ourFault : EXIT_CODE.ok;
  });
}

type RedisAnswer = { readonly keysRemoved: number } | { readonly trouble: string };

/** The rows are in place by now: Redis being away is told, and does not undo them. */
async function emptyRedis({ redisUrl }: PlatformAccess): Promise<RedisAnswer> {
  if (redisUrl === null) return { trouble: 'REDIS_URL is not set' };
  try {
    return { keysRemoved: await forgetRedis(redisUrl) };
  } catch (error) {
    return { trouble: `Redis does not answer (${toMessage(error)})` };
  }
}

function tell({ terminal }: Context, { stored, migrated }: RestoredBackup, redis: RedisAnswer): void {
  terminal.print(`restored ${describeStored(stored)}`);
  if (migrated.length > 0) terminal.print(`schema brought up to date: ${migrated.join(', ')}`);
  if ('keysRemoved' in redis)
    terminal.print(
      `Redis: ${redis.keysRemoved} keys of Touchstone removed; queue and boards are made anew from the rows`,
    );
  else
    terminal.note(
      `${redis.trouble}: remove the keys touchstone:* and {touchstone}:* (or empty that Redis) before you start API and workers`,
    );
}
