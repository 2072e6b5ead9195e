import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { ADMIN_EMAIL, adminCredentialsFile } from './first-admin.js';
import { cloneFolder } from './state-folder.js';

const DEFAULT_PORT = 3000;
const FIRST_EXERCISE = 'todo-rest-api';

/** The last words of a start: where it is, who may do everything, and how to get a first verdict. */
export function announce({ port, seconds }: { port: number; seconds: number }): string {
  const credentials = relative(cloneFolder, adminCredentialsFile);
  const server = port === DEFAULT_PORT ? '' : ` --server http://localhost:${port}`;
  const admin = existsSync(adminCredentialsFile)
    ? `  Admin   ${ADMIN_EMAIL}, password in ${credentials}\n`
    : '';
  return `
  Touchstone is ready at http://localhost:${port}  (${seconds.toFixed(0)} s)

${admin}  Logs    .touchstone/logs/
  Stop    Ctrl-C

  A first verdict, from another terminal in this folder:

    sed -n 's/^password: //p' ${credentials} | npx touchstone login --email ${ADMIN_EMAIL} --password-stdin${server}
    npx touchstone submit exercises/${FIRST_EXERCISE}/starter/node --exercise ${FIRST_EXERCISE} --watch${server}
`;
}
