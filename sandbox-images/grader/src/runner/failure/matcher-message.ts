/** `Expected: 201`, `Expected substring: "a"`, `Received: 200`, `Received string: "b"`. */
const EXPECTED_LINE = /^Expected([a-z ]{0,40}): +(.*)$/;
const RECEIVED_LINE = /^Received([a-z ]{0,40}): +(.*)$/;

/**
 * Says what a matcher of Jest found in the words of this house: `expected 201, got 200`. Messages that need more than a
 * line for each side (differences of objects) keep theirs, without the `expect(received).toEqual(expected)` above it.
 */
export function toSentence(message: string): string {
  const lines = message.split('\n').filter((line) => line.trim() !== '');
  const body = lines[0]?.startsWith('expect(') ? lines.slice(1) : lines;
  const sentence = joinSides(body);
  if (sentence) return sentence;
  return body[0]?.startsWith('- Expected') ? describeDifference(body) : body.join('\n');
}

function joinSides(lines: readonly string[]): string | null {
  if (lines.length === 0 || lines.length > 2) return null;
  const expected = lines[0] === undefined ? null : EXPECTED_LINE.exec(lines[0]);
  if (!expected) return null;
  const wanted = `expected${expected[1] ?? ''} ${expected[2] ?? ''}`;
  if (lines.length === 1) return wanted;
  const received = lines[1] === undefined ? null : RECEIVED_LINE.exec(lines[1]);
  return received && `${wanted}, got${received[1] ?? ''} ${received[2] ?? ''}`;
}

/** `- Expected  - 1` and `+ Received  + 1` head Jest's differences. */
function describeDifference(lines: readonly string[]): string {
  const difference = lines.filter((line) => !line.startsWith('- Expected') && !line.startsWith('+ Received'));
  return ['the values differ (- expected, + got):', ...difference].join('\n');
}
