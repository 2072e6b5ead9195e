import { describe, expect, it } from '@jest/globals';
import { parseJson } from './json-body.js';

const bytes = (text: string) => Buffer.from(text);

describe('parseJson', () => {
  it('reads JSON in UTF-8', () => {
    expect(parseJson(bytes('{"a":["é",1,null]}'))).toEqual({ a: ['é', 1, null] });
  });

  it.each([
    ['half a document', bytes('{"a":')],
    ['two documents', bytes('{}{}')],
    ['a comment', bytes('{} // no')],
    ['bytes that are not UTF-8', Buffer.from([0x22, 0xc3, 0x28, 0x22])],
    ['a surrogate as bytes', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
    ['__proto__', bytes('{"__proto__":{}}')],
    ['constructor', bytes('{"a":{"constructor":1}}')],
    ['prototype', bytes('[{"prototype":1}]')],
    ['an escaped __proto__', bytes('{"\\u005f\\u005fproto__":1}')],
  ])('refuses %s', (_, body) => {
    expect(() => parseJson(body)).toThrow(expect.objectContaining({ code: 'malformed-request' }));
  });

  it('takes such words as values', () => {
    expect(parseJson(bytes('["__proto__"]'))).toEqual(['__proto__']);
  });
});
