import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { KitFailure, SuiteMistake } from '../failures.js';
import { SubjectError } from './subject-error.js';
import { decodeValue, encodeValue } from './wire-codec.js';

const examples = JSON.parse(readFileSync(new URL('./wire-examples.json', import.meta.url), 'utf8')) as {
  name: string;
  wire: unknown;
}[];

/** A list in a set in a map …, as only a driver of the learner's own would send it. */
const tags = (levels: number): unknown =>
  levels === 0 ? 1 : { $: 'set', v: [{ $: 'map', v: [[tags(levels - 1), 1]] }] };

describe('the wire codec', () => {
  it.each(examples)('decodes and encodes $name to the same wire form', ({ wire }) => {
    expect(encodeValue(decodeValue(wire))).toEqual(wire);
  });

  it('carries undefined', () => {
    expect(encodeValue({ a: undefined })).toEqual({ a: { $: 'undefined' } });
    expect(decodeValue({ $: 'undefined' })).toBeUndefined();
  });

  it('carries an invalid date', () => {
    const decoded = decodeValue(encodeValue(new Date(NaN)));

    expect(decoded).toBeInstanceOf(Date);
    expect((decoded as Date).getTime()).toBeNaN();
  });

  it('decodes an error as a SubjectError with class, message and code', () => {
    const decoded = decodeValue({ $: 'error', v: { name: 'ParseError', message: 'no', code: 'E1' } });

    expect(decoded).toBeInstanceOf(SubjectError);
    expect(decoded).toMatchObject({ name: 'ParseError', message: 'no', code: 'E1' });
  });

  it('keeps a key called __proto__ as a key and changes no prototype', () => {
    const decoded = decodeValue(JSON.parse('{"__proto__":{"passed":true}}')) as object;

    expect(Object.keys(decoded)).toEqual(['__proto__']);
    expect(({} as { passed?: boolean }).passed).toBeUndefined();
  });

  it.each([
    ['an unknown tag', { $: 'proxy', v: 1 }],
    ['a bigint that is none', { $: 'bigint', v: '12abc' }],
    ['a bigint of a million digits', { $: 'bigint', v: '9'.repeat(1_000_000) }],
    ['a map of something else than pairs', { $: 'map', v: [1] }],
    ['a number named like a function of ours (H16)', { $: 'number', v: 'constructor' }],
    ['a number named like our prototype (H16)', { $: 'number', v: '__proto__' }],
    ['a number that is none', { $: 'number', v: '12' }],
    ['bytes that are a list', { $: 'bytes', v: ['AA=='] }],
    ['bytes that cannot become text', { $: 'bytes', v: { toString: 1 } }],
    ['a bigint that cannot become text', { $: 'bigint', v: { toString: 1 } }],
    ['a key that is an object', { $: 'object', v: [[{ toString: 1 }, 1]] }],
    ['tags below tags without end', tags(70)],
    ['a set that is no list', { $: 'set', v: { length: 1e9 } }],
  ])('refuses %s', (_, wire) => {
    expect(() => decodeValue(wire)).toThrow(KitFailure);
  });

  it('refuses a value nested deeper than 64 levels, whoever sends it', () => {
    const nest = (levels: number) => JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as unknown;

    expect(() => decodeValue(nest(66))).toThrow('nested deeper than 64 levels');
    expect(() => encodeValue(nest(66))).toThrow('nested deeper than 64 levels');
    expect(encodeValue(decodeValue(nest(64)))).toEqual(nest(64));
  });

  it('tells an author who passes a function', () => {
    expect(() => encodeValue({ callback: () => 1 })).toThrow(SuiteMistake);
  });
});
