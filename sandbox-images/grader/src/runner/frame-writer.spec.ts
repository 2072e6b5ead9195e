import { describe, expect, it } from '@jest/globals';
import { GRADER_STREAM_LIMITS, type TestFailure } from '#contracts';
import { FrameWriter } from './frame-writer.js';

const failure: TestFailure = {
  category: 'assertion',
  // Three bytes a character in UTF-8, the worst that text which is clean can be.
  message: '…'.repeat(4096),
  check: {
    what: 'body',
    place: '…'.repeat(200),
    expected: '…'.repeat(2048),
    actual: '…'.repeat(2048),
  },
  exchange: {
    // A body of 2000 bytes that are all shown as escapes, and once more in base64.
    request: {
      method: 'GET',
      url: '…'.repeat(600),
      headers: { a: '…'.repeat(600) },
      body: '\\u0000'.repeat(600),
      bodyBase64: 'A'.repeat(2668),
    },
    response: { status: 200, headers: { a: '…'.repeat(600) }, body: '"'.repeat(4096) },
  },
  call: { call: '…'.repeat(1024), outcome: 'returned', value: '…'.repeat(2048) },
};

describe('FrameWriter', () => {
  it('reports as many failed tests as a suite can have within the caps of frame and stream', () => {
    const lines: string[] = [];
    const frames = new FrameWriter((line) => lines.push(line));

    for (let test = 0; test < GRADER_STREAM_LIMITS.maxTests; test += 1) {
      const id = `${test} ${'…'.repeat(290)}`;
      frames.send({ type: 'test-start', id });
      frames.send({ type: 'test-end', id, status: 'failed', durationMs: 1, failure: frames.trim(failure) });
    }

    const sizes = lines.map((line) => Buffer.byteLength(line));
    expect(Math.max(...sizes)).toBeLessThan(GRADER_STREAM_LIMITS.maxFrameBytes);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(GRADER_STREAM_LIMITS.maxStreamBytes);
    expect(lines[1]).toContain('"exchange"');
    expect(lines.at(-1)).not.toContain('"exchange"');
  });

  it('knows that a frame is too large', () => {
    const tests = Array.from({ length: 500 }, (_, index) => ({
      id: `${index} › ${'t'.repeat(150)}`,
      group: 'g',
      title: 't',
    }));

    expect(new FrameWriter(() => undefined).fits({ type: 'plan', tests })).toBe(false);
  });
});
