// Prints the version list of this image as JSON: what a submission can import.
import { readFileSync } from 'node:fs';

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));
const names = Object.keys(readJson('/tmp/package.json').dependencies);
const libraries = names.map((name) => ({
  name,
  version: readJson(`/node_modules/${name}/package.json`).version,
}));
console.log(JSON.stringify({ runtime: 'node', version: process.versions.node, libraries }));
