import { describe, expect, it } from '@jest/globals';
import type { VisibleTest } from '#contracts';
import { renderFacts } from './render-failure.js';
import { createStyle } from './style.js';

const NOTHING: VisibleTest = {
  group: 'Basics',
  title: 'answers',
  status: 'failed',
  category: 'assertion',
  message: 'expected 201, got 200',
  check: null,
  exchange: null,
  call: null,
  log: null,
};
const EXCHANGE = {
  request: { method: 'POST', url: 'http://127.0.0.1:8080/todos', headers: {}, body: '' },
  response: { status: 200, headers: {}, body: '{"id":1}' },
};
const render = (more: Partial<VisibleTest>) =>
  renderFacts({ ...NOTHING, ...more }, createStyle(false)).join('\n');

describe('renderFacts', () => {
  it('adds nothing to a message that stands alone', () => {
    expect(render({})).toBe('');
  });

  it('shows a difference line by line, and leaves one of single lines to the message', () => {
    const check = { what: 'result', place: '' } as const;

    expect(render({ check: { ...check, expected: '{\n  "a": 1\n}', actual: '{\n  "a": 2\n}' } })).toBe(
      '- expected  + got\n  {\n-   "a": 1\n+   "a": 2\n  }',
    );
    expect(render({ check: { ...check, expected: '1', actual: '2' } })).toBe('');
  });

  it('leaves out of a long difference what is the same and far from it', () => {
    const lines = Array.from({ length: 50 }, (_, index) => `line ${index + 1}`);
    const expected = lines.join('\n');

    const shown = render({
      check: { what: 'result', place: '', expected, actual: expected.replace('line 30', 'thirty') },
    });

    expect(shown.split('\n')).toEqual([
      '- expected  + got',
      ...['  line 1', '  line 2', '  line 3', '  … 23 lines the same', '  line 27', '  line 28', '  line 29'],
      ...['- line 30', '+ thirty'],
      ...[
        '  line 31',
        '  line 32',
        '  line 33',
        '  … 14 lines the same',
        '  line 48',
        '  line 49',
        '  line 50',
      ],
    ]);
  });

  it('cuts long values and bodies, and says where all of them is', () => {
    const long = Array.from({ length: 100 }, (_, index) => `line ${index + 1}`).join('\n');
    const response = { status: 200, headers: {}, body: long };

    for (const shown of [
      render({ call: { call: 'f()', outcome: 'returned', value: long } }),
      render({ exchange: { ...EXCHANGE, response } }),
    ]) {
      expect(shown).toContain('  line 24\n  … 76 more lines: --json has them');
      expect(shown).not.toContain('line 25');
    }
  });

  it('shows what was asked and answered, and the command that asks again', () => {
    expect(render({ exchange: EXCHANGE })).toBe(
      [
        'POST http://127.0.0.1:8080/todos → 200',
        '  {"id":1}',
        "curl -i http://127.0.0.1:8080/todos \\\n  -H content-type: \\\n  --data-raw ''",
      ].join('\n'),
    );
    expect(render({ exchange: { ...EXCHANGE, response: null } })).toContain('→ no answer');
  });

  it.each([
    [{ call: 'parse("a")', outcome: 'returned', value: '1' }, 'parse("a") returned 1'],
    [{ call: 'parse("a")', outcome: 'threw', value: 'RangeError: no' }, 'parse("a") threw RangeError: no'],
    [{ call: 'parse("a")', outcome: 'unanswered', value: null }, 'parse("a") did not return'],
    [{ call: 'f()', outcome: 'returned', value: '[\n  1\n]' }, 'f() returned\n  [\n    1\n  ]'],
  ] as const)('tells the call %p', (call, text) => {
    expect(render({ call })).toBe(text);
  });

  it('shows the last lines of what the program wrote meanwhile', () => {
    const text = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`).join('\n');

    const shown = render({ log: { text, cut: false } });

    expect(shown).toMatch(/^your program wrote meanwhile, to its end:\n {2}line 19\n/);
    expect(shown).toMatch(/line 30$/);
    expect(render({ log: { text: 'one\n', cut: false } })).toBe('your program wrote meanwhile:\n  one');
  });

  it('writes no control character to the terminal', () => {
    const hostile = '\u001b]0;owned\u0007\u202e';
    const shown = render({
      check: { what: 'value', place: '', expected: `a\n${hostile}`, actual: hostile },
      call: { call: hostile, outcome: 'threw', value: hostile },
      exchange: { ...EXCHANGE, request: { ...EXCHANGE.request, url: `http://x/${hostile}`, body: hostile } },
      log: { text: hostile, cut: false },
    });

    // eslint-disable-next-line no-control-regex
    expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});
