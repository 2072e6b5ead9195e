/** `Expected: 201`, `Expected substring: "a"`, `Received: 200`, `Received string: "b"`. */
const EXPECTED_LINE = /^Expected([a-z ]{0,40}): +(.*)$/;
const RECEIVED_LINE = /^Received([a-z ]{0,40}): +(.*)$/;
/** `expect(received).not.toBeDefined()` heads every message of Jest. */
const HEADING = /^expect\(.{0,60}\)\.(?:resolves\.|rejects\.)?(not\.)?([A-Za-z]{1,60})\(/;

/**
 * Says what a matcher of Jest found in the words of this house: `expected 201, got 200`. Messages that need more than a
 * line for each side (differences of objects) keep theirs, without the `expect(received).toEqual(expected)` above it.
 */
export function toSentence(message: string): string {
  const lines = message.split('\n').filter((line) => line.trim() !== '');
  const heading = HEADING.exec(lines[0] ?? '');
  const body = heading ? lines.slice(1) : lines;
  if (body[0]?.startsWith('- Expected')) return describeDifference(body);

  const [first = '', second = ''] = body;
  const expected = EXPECTED_LINE.exec(first);
  const received = RECEIVED_LINE.exec(expected ? second : first);
  if (expected && !received && body.length > 1) return body.join('\n');
  if (!expected && !received) return body.join('\n');

  const wanted = expected ? `expected${expected[1] ?? ''} ${expected[2] ?? ''}` : describeMatcher(heading);
  const sentence = received ? `${wanted}, got${received[1] ?? ''} ${received[2] ?? ''}` : wanted;
  const rest = body.slice(expected && received ? 2 : 1);
  return [sentence, ...rest].join('\n');
}

/**
 * Both sides of what a matcher of Jest found, as its message has them: a line for each, or the lines of a difference
 * between objects. Null when there are not both.
 */
export function readSides(message: string): { expected: string; actual: string } | null {
  const [first = '', ...lines] = message.split('\n').filter((line) => line.trim() !== '');
  const body = HEADING.test(first) ? lines : [first, ...lines];
  if (body[0]?.startsWith('- Expected')) return readDifference(body.slice(2));
  const expected = EXPECTED_LINE.exec(body[0] ?? '');
  const received = RECEIVED_LINE.exec(body[1] ?? '');
  if (!expected || !received || expected[1]?.startsWith(' not')) return null;
  return { expected: expected[2] ?? '', actual: received[2] ?? '' };
}

function readDifference(lines: readonly string[]): { expected: string; actual: string } {
  const side = (mark: string) =>
    lines
      .filter((line) => line.startsWith(mark) || line.startsWith(' '))
      .map((line) => line.slice(2))
      .join('\n');
  return { expected: side('-'), actual: side('+') };
}

/** For matchers that take nothing: `toBeDefined` → `expected the value to be defined`. */
function describeMatcher(heading: RegExpExecArray | null): string {
  const words = (heading?.[2] ?? 'toBeAnother').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `expected the value ${heading?.[1] ? 'not ' : ''}${words}`;
}

/** `- Expected  - 1` and `+ Received  + 1` head Jest's differences. */
function describeDifference(lines: readonly string[]): string {
  const difference = lines.filter((line) => !line.startsWith('- Expected') && !line.startsWith('+ Received'));
  return ['the values differ (- expected, + got):', ...difference].join('\n');
}
