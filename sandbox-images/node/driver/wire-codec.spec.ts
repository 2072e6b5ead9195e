import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { decodeValue, describeError, encodeValue, Unsendable } from './wire-codec.js';

const examples = JSON.parse(
  readFileSync('sandbox-images/grader/src/kit/module/wire-examples.json', 'utf8'),
) as { name: string; wire: unknown }[];

describe('the Node driver’s codec', () => {
  it.each(examples)('gives $name back in the same wire form', ({ wire }) => {
    expect(encodeValue(decodeValue(wire))).toEqual(wire);
  });

  it('leaves methods out of an object, as JSON does, and does not ask toJSON', () => {
    const value = { a: 1, toJSON: () => 'forged', [Symbol('s')]: 1 };

    expect(encodeValue(value)).toEqual({ a: 1 });
  });

  it('refuses what contains itself and what is no data', () => {
    const loop: unknown[] = [];
    loop.push(loop);

    expect(() => encodeValue(loop)).toThrow('nested deeper than 64 levels, or contains itself');
    expect(() => encodeValue(() => 1)).toThrow(Unsendable);
    expect(() => encodeValue([Symbol('s')])).toThrow(Unsendable);
  });

  it('describes an error by its class, and anything else that is thrown by its text', () => {
    class ParseError extends Error {
      readonly code = 'E_PARSE';
    }

    expect(describeError(new ParseError('bad'))).toEqual({
      name: 'ParseError',
      message: 'bad',
      code: 'E_PARSE',
    });
    expect(describeError(new RangeError('far'))).toEqual({ name: 'RangeError', message: 'far' });
    expect(describeError('plain')).toEqual({ name: 'string', message: 'plain' });
  });
});
