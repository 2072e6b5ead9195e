import { writeFile } from 'node:fs/promises';
import { describeSettings } from './describe-settings.js';

/** Run by `npm run docs:configuration`, from the root of the repository. */
await writeFile('docs/CONFIGURATION.md', describeSettings());
