import { describe, expect, it } from '@jest/globals';
import { ModuleCall } from '#contracts';
import { toModuleCall, type LoggedCall } from './logged-call.js';

const CAPS = { call: 1024, value: 2048 };
const show = (call: LoggedCall) => toModuleCall(call, CAPS, (text) => text.replaceAll('hush', '•••'));

describe('toModuleCall', () => {
  it('writes a call as one would, and what it returned', () => {
    const call = { what: 'parse()', args: ['a=1\r\n', { deep: [1] }], answer: { returned: { a: '1' } } };

    expect(show(call)).toEqual({
      call: 'parse("a=1\\r\\n", {"deep": [1]})',
      outcome: 'returned',
      value: '{\n  "a": "1"\n}',
    });
  });

  it.each<[string, LoggedCall['answer'], Partial<ModuleCall>]>([
    [
      'what it threw',
      { threw: new RangeError('too deep') },
      { outcome: 'threw', value: 'RangeError: too deep' },
    ],
    ['an object that stays there', 'object', { outcome: 'returned', value: 'an object' }],
    ['no answer', null, { outcome: 'unanswered', value: null }],
  ])('tells %s', (_, answer, told) => {
    expect(show({ what: 'new Parser()', args: [], answer })).toMatchObject({ call: 'new Parser()', ...told });
  });

  it('names a property without brackets', () => {
    expect(show({ what: 'new Parser().size', args: [], answer: { returned: 3 } }).call).toBe(
      'new Parser().size',
    );
  });

  it('keeps hostile values within the contract, escaped and without secrets', () => {
    const value = { text: '\u202e'.repeat(9000), secret: 'hush' };

    const shown = show({ what: 'f()', args: [value, 'hush'], answer: { threw: new Error('\u001bhush') } });

    expect(ModuleCall.safeParse(shown).success).toBe(true);
    expect(shown.call).toContain('\\u202e');
    expect(shown.value).toBe('Error: \\u001b•••');
  });
});
