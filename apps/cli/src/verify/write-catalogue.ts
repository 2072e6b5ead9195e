import { writeFile } from 'node:fs/promises';
import { readCatalogue } from './read-catalogue.js';

/** Run by `npm run docs:catalogue`, from the root of the repository. */
await writeFile('docs/CATALOGUE.md', await readCatalogue());
