import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const documents = [
  'README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => join('docs', path)),
];

/** Files of this repository that a document names in backticks. `x.spec.ts` stands for any. */
function listNamedFiles(text: string): string[] {
  const named = text.matchAll(/`((?:apps|libs|docs|sandbox-images)\/[\w./-]+\.\w+)`/g);
  return [...named].map(([, path = '']) => path).filter((path) => !/\/x\.[^/]+$/.test(path));
}

/** What a document links to, other than the web and its own headings. */
function listLinkedFiles(text: string, document: string): string[] {
  const links = text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g);
  return [...links]
    .map(([, target = '']) => target)
    .filter((target) => !/^(https?:|mailto:)/.test(target))
    .map((target) => join(dirname(document), target));
}

describe.each(documents)('%s', (document) => {
  const text = readFileSync(join(root, document), 'utf8');

  it('names and links only files that exist', () => {
    const files = [...listNamedFiles(text), ...listLinkedFiles(text, document)];

    expect(files.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
