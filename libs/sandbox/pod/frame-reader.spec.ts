import { describe, expect, it } from '@jest/globals';
import { FrameReader, ProtocolBreach } from './frame-reader.js';

const line = (frame: unknown): Buffer => Buffer.from(`${JSON.stringify(frame)}\n`);
const start = (id: string) => ({ type: 'test-start', id });

describe('FrameReader', () => {
  it('reads frames that come in pieces, several at once, and with characters cut in half', () => {
    const bytes = Buffer.concat([
      line(start('grün')),
      line(start('b')),
      line({ type: 'done', passed: 1, failed: 0 }),
    ]);
    const reader = new FrameReader();

    const frames = [...bytes].flatMap((byte) => [...reader.push(Buffer.from([byte]))]);

    expect(frames).toEqual([start('grün'), start('b'), { type: 'done', passed: 1, failed: 0 }]);
    expect([...new FrameReader().push(bytes)]).toHaveLength(3);
  });

  it('drops fields that are not in the protocol', () => {
    const [frame] = new FrameReader().push(line({ ...start('a'), passed: true, __proto__: { x: 1 } }));

    expect(frame).toEqual(start('a'));
  });

  it('knows the line that says that a grader has ended', () => {
    const said = new FrameReader().push(Buffer.concat([line(start('a')), Buffer.from('!137\n')]));

    expect([...said]).toEqual([start('a'), { type: 'ended', exitCode: 137 }]);
  });

  it.each([
    ['half a frame and the end of its grader', Buffer.from('{"type":!137\n')],
    ['no JSON', Buffer.from('ok\n')],
    ['an empty line', Buffer.from('\n')],
    ['an unknown type', line({ type: 'verdict', passed: true })],
    ['a missing field', line({ type: 'test-end', id: 'a', status: 'passed' })],
    [
      'too many tests',
      line({ type: 'plan', tests: Array.from({ length: 501 }, () => ({ id: 'a', group: 'g', title: 't' })) }),
    ],
    ['a message that is too long', line({ type: 'load-failed', message: 'x'.repeat(5000) })],
  ])('refuses %s', (_, bytes) => {
    expect(() => [...new FrameReader().push(bytes)]).toThrow(ProtocolBreach);
  });

  it('refuses a frame that never ends as soon as it is too long', () => {
    const reader = new FrameReader({ maxFrameBytes: 10, maxStreamBytes: 1000 });

    expect([...reader.push(Buffer.from('0123456789'))]).toEqual([]);
    expect(() => [...reader.push(Buffer.from('0'))]).toThrow('longer than 10 bytes');
  });

  it('refuses a stream that is too long though every frame is short', () => {
    const bytes = line(start('a'));
    const reader = new FrameReader({ maxFrameBytes: 100, maxStreamBytes: 2 * bytes.length });

    expect([...reader.push(bytes), ...reader.push(bytes)]).toHaveLength(2);
    expect(() => [...reader.push(bytes)]).toThrow('more than');
  });
});
