import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SCHEMA_FILES } from './json-schemas.js';

/** Run by `npm run schemas`, from the repository's root, after a change of a schema. */
const dir = join('exercises', '.schema');
await mkdir(dir, { recursive: true });
for (const [name, content] of Object.entries(SCHEMA_FILES)) await writeFile(join(dir, name), content);
