import { describe, expect, it } from '@jest/globals';
import { BODY_LIMITS, parseJson } from './parse-json.js';

const parse = (text: string) => parseJson(text, BODY_LIMITS);

describe('parseJson', () => {
  it('parses what is JSON', () => {
    expect(parse('{"a":[1,"]}{[,\\"",null]}')).toEqual({ ok: true, value: { a: [1, ']}{[,"', null] } });
  });

  it('says that other text is not', () => {
    expect(parse('<html>')).toEqual({ ok: false, problem: 'it is not JSON' });
    expect(parse('"never ends')).toEqual({ ok: false, problem: 'it is not JSON' });
  });

  it('refuses half a million levels before they reach a recursive function', () => {
    expect(parse('['.repeat(500_000) + ']'.repeat(500_000))).toEqual({
      ok: false,
      problem: 'it is nested deeper than 100 levels',
    });
  });

  it('refuses a number that would read as Infinity (H07)', () => {
    const problem = 'it has a number beyond any number';
    expect(parse('1e400')).toEqual({ ok: false, problem });
    expect(parse('{"a":[{"b":-1e999}]}')).toEqual({ ok: false, problem });
    expect(parse('[1e308,9007199254740993,-0,"1e400"]')).toMatchObject({ ok: true });
  });

  it.each([
    '\ufeff{}',
    '{"a":1}{"b":2}',
    '{a:1}',
    "{'a':1}",
    '[1,]',
    'NaN',
    '0x10',
    '01',
    '"\u0000"',
    '',
    ' ',
  ])('reads no dialect of JSON: %j', (text) => {
    expect(parse(text)).toEqual({ ok: false, problem: 'it is not JSON' });
  });

  it('counts brackets in strings as text', () => {
    expect(parse(JSON.stringify('['.repeat(1000)))).toMatchObject({ ok: true });
  });

  it('refuses more values than can be compared in time', () => {
    expect(parse(`[${'1,'.repeat(60_000)}1]`)).toEqual({
      ok: false,
      problem: 'it has more than 50000 values',
    });
  });
});
