import { fileURLToPath } from 'node:url';

/** The clone this program belongs to; the compiled file is `dist/apps/cli/src/workspace/project-root.js`. */
export const PROJECT_ROOT = fileURLToPath(new URL('../../../../../', import.meta.url));
