import { describe, expect, it } from '@jest/globals';
import type { FailedCheck } from '#contracts';
import { writeRequest, writeResponse } from './message-lines.js';

const RESPONSE = {
  status: 200,
  headers: { 'content-type': 'application/json', etag: '"1"' },
  body: '{"id":1,"title":"milk"}',
};
const aCheck = (more: Partial<FailedCheck>): FailedCheck => ({
  what: 'status',
  place: '',
  expected: '1',
  actual: '2',
  ...more,
});
const marked = (check: FailedCheck | null) =>
  writeResponse(RESPONSE, check).flatMap(({ text, differs }) => (differs ? [text.trim()] : []));

describe('writeRequest', () => {
  it('writes what was asked for, not where the pod was', () => {
    const request = {
      method: 'POST',
      url: 'http://127.0.0.1:8080/todos?q=1',
      headers: { accept: '*/*' },
      body: '{"a":1}',
    };

    expect(writeRequest(request).map(({ text }) => text)).toEqual([
      'POST /todos?q=1',
      'accept: */*',
      '',
      '{',
      '  "a": 1',
      '}',
    ]);
  });

  it('ends with its headers when there is no body', () => {
    const request = { method: 'GET', url: 'http://127.0.0.1:8080', headers: {}, body: null };

    expect(writeRequest(request)).toEqual([{ text: 'GET /', differs: false }]);
  });
});

describe('writeResponse', () => {
  it.each<[string, Partial<FailedCheck>, string[]]>([
    ['the status', { what: 'status' }, ['200']],
    ['a header, whatever its case', { what: 'header', place: 'ETag' }, ['etag: "1"']],
    ['a header that is missing', { what: 'header', place: 'Location', actual: null }, ['(no Location)']],
    ['a property of the body', { what: 'body', place: 'title' }, ['"title": "milk"']],
    ['nothing, when the whole body differs', { what: 'body', place: '' }, []],
    ['nothing, when the test compared something of its own', { what: 'value' }, []],
  ])('marks %s', (_, check, lines) => {
    expect(marked(aCheck(check))).toEqual(lines);
  });

  it('marks nothing without a check', () => {
    expect(marked(null)).toEqual([]);
  });
});
