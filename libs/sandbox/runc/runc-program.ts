import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const RUNC = 'runc';
/** SECURITY: B06: of a worker's environment, which has secrets, runc gets nothing; where it lies is what any system's root looks through. */
export const RUNC_ENVIRONMENT = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' };

/** @throws Error with what runc said when it failed */
export async function callRunc(args: readonly string[]): Promise<void> {
  await run(RUNC, args, { env: RUNC_ENVIRONMENT });
}
