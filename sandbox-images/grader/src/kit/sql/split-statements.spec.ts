import { describe, expect, it } from '@jest/globals';
import { firstWord, splitStatements } from './split-statements.js';

const textsOf = (script: string): string[] => splitStatements(script).map(({ text }) => text);

describe('splitStatements', () => {
  it.each([
    ['statements one after the other', 'SELECT 1; SELECT 2;\nSELECT 3', ['SELECT 1', 'SELECT 2', 'SELECT 3']],
    ['nothing', ' ;; -- only a comment\n /* and one more */ ; ', []],
    ['semicolons in text', `SELECT ';' || 'it''s;'; SELECT 2`, [`SELECT ';' || 'it''s;'`, 'SELECT 2']],
    ['escaped quotes', String.raw`SELECT E'\';'; SELECT 2`, [String.raw`SELECT E'\';'`, 'SELECT 2']],
    [
      'backslashes that escape nothing',
      String.raw`SELECT '\'; SELECT 2`,
      [String.raw`SELECT '\'`, 'SELECT 2'],
    ],
    ['a name that ends in e before text', `SELECT name'\\'; SELECT 2`, [`SELECT name'\\'`, 'SELECT 2']],
    ['quoted names', 'SELECT 1 AS "a;""b"; SELECT 2', ['SELECT 1 AS "a;""b"', 'SELECT 2']],
    ['dollar quotes', 'DO $$ BEGIN; END $$; DO $a$ $$;$$ $a$', ['DO $$ BEGIN; END $$', 'DO $a$ $$;$$ $a$']],
    ['parameters, which are no quotes', 'SELECT $1; SELECT $2', ['SELECT $1', 'SELECT $2']],
    ['nested comments', 'SELECT /* ; /* ; */ ; */ 1; SELECT 2', ['SELECT /* ; /* ; */ ; */ 1', 'SELECT 2']],
    ['semicolons in comments', 'SELECT 1 -- a; b\n + 1; SELECT 2', ['SELECT 1 -- a; b\n + 1', 'SELECT 2']],
    [
      'parentheses',
      'CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); SELECT 3',
      ['CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)', 'SELECT 3'],
    ],
    [
      'functions in standard SQL',
      'CREATE FUNCTION f() BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; SELECT 2; END; SELECT 3',
      ['CREATE FUNCTION f() BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; SELECT 2; END', 'SELECT 3'],
    ],
    [
      'transactions',
      'BEGIN; SELECT CASE WHEN a THEN 1 END; END;',
      ['BEGIN', 'SELECT CASE WHEN a THEN 1 END', 'END'],
    ],
    ['a quote without an end', "SELECT 1; SELECT 'a; b", ['SELECT 1', "SELECT 'a; b"]],
  ])('tells %s apart', (_, script, statements) => {
    expect(textsOf(script)).toEqual(statements);
  });

  it('says where each begins', () => {
    const script = '-- first\nSELECT 1;\n\n  SELECT 2';

    expect(splitStatements(script).map(({ offset }) => script.slice(offset, offset + 8))).toEqual([
      'SELECT 1',
      'SELECT 2',
    ]);
  });

  it('names the first word', () => {
    expect(splitStatements('begin; /* x */ Commit; (SELECT 1)').map(firstWord)).toEqual([
      'BEGIN',
      'COMMIT',
      '',
    ]);
  });

  it.each(['(', ';', "'", '$a$', '/*', '--', 'E', '$', 'a$', '"', 'BEGIN ATOMIC '])(
    'reads a MiB of %s in one go (H08)',
    (part) => {
      const startedAt = performance.now();

      splitStatements(part.repeat(Math.ceil((1024 * 1024) / part.length)));

      // A tenth of it on an idle machine; read again at every character it would be hours.
      expect(performance.now() - startedAt).toBeLessThan(5_000);
    },
  );
});
