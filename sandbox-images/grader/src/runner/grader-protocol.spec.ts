import { describe, expect, it } from '@jest/globals';
import { FAILURE_LIMITS, GRADER_PROTOCOL_VERSION, GRADER_STREAM_LIMITS } from '#contracts';
import * as ours from './grader-protocol.js';

describe('the grader’s copy of the protocol’s numbers', () => {
  it('is that of the contracts', () => {
    expect(ours.PROTOCOL_VERSION).toBe(GRADER_PROTOCOL_VERSION);
    expect({
      maxFrameBytes: ours.MAX_FRAME_BYTES,
      maxStreamBytes: ours.MAX_STREAM_BYTES,
      maxTests: ours.MAX_TESTS,
    }).toEqual(GRADER_STREAM_LIMITS);
    expect(FAILURE_LIMITS).toMatchObject({
      message: ours.MAX_MESSAGE_LENGTH,
      value: ours.MAX_VALUE_LENGTH,
      call: ours.MAX_CALL_LENGTH,
      place: ours.MAX_PLACE_LENGTH,
    });
  });
});
