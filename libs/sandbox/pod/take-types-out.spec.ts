import { describe, expect, it } from '@jest/globals';
import { PlatformFault } from '#contracts';
import { takeTypesOut } from './take-types-out.js';

const aFile = (content: string, path = 'tests/hidden/a.test.ts') => ({ path, content });
const contentOf = (content: string) => takeTypesOut([aFile(content)])[0]?.content;

describe('takeTypesOut', () => {
  it('leaves every line and column where it was', () => {
    const source = `import type { A } from 'a';\nconst a: number = 1;\n\nexport { a as b };\n`;

    expect(contentOf(source)).toBe(`${' '.repeat(27)}\nconst a${' '.repeat(8)} = 1;\n\nexport { a as b };\n`);
    expect(contentOf(source)).toBe(contentOf(source));
  });

  it('keeps the names by which files import each other, and what has no types', () => {
    const files = [
      aFile(`import { x } from './x.ts';\n`),
      aFile('const a = 1', 'tests/hidden/x.js'),
      aFile('{}', 'a.json'),
    ];

    expect(takeTypesOut(files)).toEqual(files);
  });

  it('takes an empty file', () => {
    expect(contentOf('')).toBe('');
  });

  it.each([
    [
      'is more than types',
      'let a = 1;\nenum E { A }',
      'line 2: TypeScript enum is not supported in strip-only mode',
    ],
    ['is no TypeScript', 'const a: = 1;', 'line 1: Unexpected token'],
  ])('says where a file %s, as our fault', (_, content, message) => {
    const take = () => takeTypesOut([aFile(content)]);

    expect(take).toThrow(PlatformFault);
    expect(take).toThrow(`The suite could not be loaded: tests/hidden/a.test.ts, ${message}`);
  });
});
