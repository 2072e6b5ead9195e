import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findLines, toPlacedLines } from './json-lines.js';

const write = (text: string) =>
  toPlacedLines(text)
    .map((line) => line.text)
    .join('\n');
const marked = (text: string, place: string) => {
  const lines = toPlacedLines(text);
  return [...findLines(lines, place)].map((index) => lines[index]?.text.trim());
};

describe('toPlacedLines', () => {
  it('puts each property and item on a line, with its place', () => {
    expect(toPlacedLines('{"items":[{"id":1},[]],"none":{}}')).toEqual([
      { text: '{', place: '' },
      { text: '  "items": [', place: 'items' },
      { text: '    {', place: 'items[0]' },
      { text: '      "id": 1', place: 'items[0].id' },
      { text: '    },', place: 'items[0]' },
      { text: '    []', place: 'items[1]' },
      { text: '  ],', place: 'items' },
      { text: '  "none": {}', place: 'none' },
      { text: '}', place: '' },
    ]);
  });

  it('keeps every token as it came', () => {
    expect(write('{"a":1.0,"a":12345678901234567890,"b":"\\u0041\\n"}')).toBe(
      '{\n  "a": 1.0,\n  "a": 12345678901234567890,\n  "b": "\\u0041\\n"\n}',
    );
  });

  it.each(['plain', '"text"', '17', '{"broken":', 'a\nb', ''])('leaves %p as it is', (text) => {
    expect(write(text)).toBe(text);
  });

  it('writes what JSON.stringify would, whatever the value', () => {
    fc.assert(
      fc.property(fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue())), (value) => {
        const text = JSON.stringify(value, null, 2);

        expect(write(JSON.stringify(value))).toBe(text);
        expect(write(text)).toBe(text);
      }),
    );
  });
});

describe('findLines', () => {
  const BODY = '{"items":[{"id":1,"title":"milk"}],"total":1,"items2":0}';

  it('finds the line of a property', () => {
    expect(marked(BODY, 'items[0].title')).toEqual(['"title": "milk"']);
  });

  it('finds all lines of an object or list, and nothing that only begins alike', () => {
    expect(marked('{"items":[1],"items2":0}', 'items')).toEqual(['"items": [', '1', '],']);
  });

  it('finds the first line of what a missing thing would be in', () => {
    expect(marked(BODY, 'items[0].done')).toEqual(['{']);
    expect(marked(BODY, 'items[3].title')).toEqual(['"items": [']);
    expect(marked(BODY, 'items.length')).toEqual(['"items": [']);
  });

  it('finds none for the whole, nor in what is no JSON', () => {
    expect(marked(BODY, '')).toEqual([]);
    expect(marked('no JSON', 'items')).toEqual([]);
  });
});
