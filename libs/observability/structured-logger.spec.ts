import { describe, expect, it } from '@jest/globals';
import { StructuredLogger, type LogThreshold } from './structured-logger.js';

function aLogger({ level = 'debug', isTTY = false }: { level?: LogThreshold; isTTY?: boolean } = {}) {
  const written: string[] = [];
  const output = { write: (text: string) => written.push(text), isTTY };
  const logger = new StructuredLogger({ level, name: 'api', output });
  const entries = () => written.map((line) => JSON.parse(line) as Record<string, unknown>);
  return { logger, written, entries };
}

describe('StructuredLogger', () => {
  it('writes one line of JSON with message, context and fields', () => {
    const { logger, written, entries } = aLogger();

    logger.log('judged', { submission: 'x', score: 100 }, 'Pipeline');

    expect(written).toHaveLength(1);
    expect(written[0]).toMatch(/^\{.*\}\n$/);
    expect(entries()[0]).toMatchObject({
      level: 'info',
      name: 'api',
      msg: 'judged',
      context: 'Pipeline',
      submission: 'x',
      score: 100,
    });
    expect(Date.parse(String(entries()[0]?.['time']))).not.toBeNaN();
  });

  it('tells how Nest wires the program only to who asks for it, and its warnings to everybody', () => {
    const { logger, entries } = aLogger({ level: 'info' });

    logger.log('Mapped {/api/v1/me, GET} route', 'RouterExplorer');
    logger.warn('a route is mapped twice', 'RouterExplorer');

    expect(entries().map(({ msg }) => msg)).toEqual(['a route is mapped twice']);
  });

  it('keeps text that tries to begin a line of its own within its line (P29)', () => {
    const { logger, written, entries } = aLogger();
    const forged = 'hello\n{"level":"info","msg":"forged"}\r\u2028';

    logger.log(forged, { path: forged }, 'Intake');

    expect(written.join('').split('\n')).toHaveLength(2);
    expect(entries()[0]).toMatchObject({ msg: forged, path: forged });
  });

  it('cannot have its own fields replaced by fields of an entry', () => {
    const { logger, written } = aLogger();

    logger.log('real', { level: 'fatal', msg: 'forged', name: 'x', time: 0 });

    expect(JSON.parse(written[0]!)).toMatchObject({
      level: 'info',
      msg: 'real',
      name: 'api',
      level_: 'fatal',
    });
  });

  it('cuts secrets out by name, however deep and however written', () => {
    const { logger, written } = aLogger();

    logger.log('request', {
      headers: {
        Authorization: 'Bearer s3cret',
        cookie: 's3cret',
        'Set-Cookie': ['s3cret'],
        accept: 'text/html',
      },
      body: { user: [{ password: 's3cret', refresh_token: 's3cret', displayName: 'Ada' }] },
      DATABASE_URL: 's3cret',
    });

    expect(written[0]).not.toContain('s3cret');
    expect(written[0]).toContain('text/html');
    expect(written[0]).toContain('Ada');
  });

  it('writes errors with their stack, code and causes', () => {
    const { logger, entries } = aLogger();
    const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED', password: 's3cret' });

    logger.error('judging failed', new Error('no engine', { cause }), 'Worker');

    expect(entries()[0]).toMatchObject({
      level: 'error',
      context: 'Worker',
      err: {
        message: 'no engine',
        stack: expect.stringContaining('structured-logger.spec'),
        cause: { message: 'refused', code: 'ECONNREFUSED' },
      },
    });
    expect(JSON.stringify(entries()[0])).not.toContain('s3cret');
  });

  it('takes what Nest passes for an error: message, stack, context', () => {
    const { logger, entries } = aLogger();

    logger.error('broken', 'Error: broken\n    at here', 'ExceptionsHandler');

    expect(entries()[0]).toMatchObject({
      msg: 'broken',
      stack: expect.stringContaining('at here'),
      context: 'ExceptionsHandler',
    });
  });

  it('survives circular and endless values', () => {
    const { logger, entries } = aLogger();
    const circle: Record<string, unknown> = { text: 'x'.repeat(50_000), big: 1n };
    circle['self'] = circle;

    logger.warn('odd', { circle });

    expect(entries()[0]).toMatchObject({ msg: 'odd', circle: { big: '1' } });
    expect(JSON.stringify(entries()[0]).length).toBeLessThan(200_000);
  });

  it('is silent below its level', () => {
    const { logger, entries } = aLogger({ level: 'warn' });

    logger.debug('a');
    logger.log('b');
    logger.warn('c');
    logger.fatal('d');

    expect(entries().map(({ msg }) => msg)).toEqual(['c', 'd']);
  });

  it('writes short lines on a terminal that cannot steer it', () => {
    const { logger, written } = aLogger({ isTTY: true });

    logger.log('got \u001b[31mred\u001b[0m\nforged', { path: 'a\rb', dir: '\u202eevil' }, 'Intake');

    expect(written).toEqual([
      expect.stringMatching(
        /^\d\d:\d\d:\d\d info {2}\[Intake\] got \\u\{1b\}\[31mred.*\\u\{a\}forged path=a\\u\{d\}b dir=\\u\{202e\}evil\n$/,
      ),
    ]);
  });

  it('indents stacks on a terminal', () => {
    const { logger, written } = aLogger({ isTTY: true });

    logger.error('failed', new Error('first\n12:00:00 info  forged'));

    const lines = written.join('').trimEnd().split('\n');
    expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d error failed$/);
    for (const line of lines.slice(1)) expect(line).toMatch(/^ {4}/);
    expect(lines.length).toBeGreaterThan(2);
  });
});
