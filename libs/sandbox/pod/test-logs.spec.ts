import { describe, expect, it } from '@jest/globals';
import { FAILURE_LIMITS, TestLog } from '#contracts';
import { LogTail } from './log-tail.js';
import { TestLogs } from './test-logs.js';

/** In microseconds. */
let nowUs = 5_000_000;

const write = (log: LogTail, text: string) => {
  log.push(Buffer.from(text), 'stdout');
  nowUs += 1;
};

function world(instances = 1) {
  const logs = Array.from({ length: instances }, () => new LogTail(undefined, () => nowUs));
  const tests = new TestLogs(logs.map((log, index) => ({ index, log })));
  return { logs, log: logs[0] as LogTail, tests };
}

describe('TestLogs', () => {
  it('has what was written since the test started, and nothing of before', () => {
    const { log, tests } = world();
    write(log, 'listening\n');

    tests.testStarted(nowUs);
    write(log, 'GET /\n');
    write(log, 'TypeError: oops\n');

    expect(tests.read()).toEqual({ text: 'GET /\nTypeError: oops\n', cut: false });
  });

  it('has what overtook the word that the test started', () => {
    const { log, tests } = world();
    write(log, 'of the test before\n');
    const startedUs = (nowUs += 10);
    nowUs += 400;
    write(log, 'GET /\n');
    write(log, 'TypeError: oops\n');

    tests.testStarted(startedUs);

    expect(tests.read()).toEqual({ text: 'GET /\nTypeError: oops\n', cut: false });
  });

  it.each([
    ['no time', undefined],
    ['a time that has not come yet', 60_000_000],
    ['a time long past, by another clock', -60_000_000],
  ])('begins where the word came that tells %s', (_, awayUs) => {
    const { log, tests } = world();
    write(log, 'listening\n');

    tests.testStarted(awayUs === undefined ? undefined : nowUs + awayUs);
    write(log, 'GET /\n');

    expect(tests.read()?.text).toBe('GET /\n');
  });

  it('has what is kept of a flood that overtook it', () => {
    const { log, tests } = world();
    const startedUs = nowUs;
    for (let line = 0; line < 5_000; line += 1) write(log, `line ${line}\n`);

    tests.testStarted(startedUs);

    expect(tests.read()?.text).toMatch(/line 4999\n$/);
  });

  it('has nothing when nothing was written, or only blank lines', () => {
    const { log, tests } = world();
    write(log, 'listening\n');

    tests.testStarted(nowUs);
    expect(tests.read()).toBeNull();

    write(log, '\n\n');
    expect(tests.read()).toBeNull();
  });

  it('has the end of a flood, within what a verdict keeps, and says that it was cut', () => {
    const { log, tests } = world();

    tests.testStarted(nowUs);
    for (let line = 0; line < 50_000; line += 1) write(log, `line ${line}\n`);

    const read = tests.read();
    expect(read?.cut).toBe(true);
    expect(read?.text).toMatch(/line 49999\n$/);
    expect(TestLog.safeParse(read).success).toBe(true);
  });

  it('keeps to the limit when every character has to be escaped (I11)', () => {
    const { log, tests } = world();

    tests.testStarted(nowUs);
    write(log, '😀\u202e'.repeat(FAILURE_LIMITS.log));

    const read = tests.read();
    expect(read?.cut).toBe(true);
    expect(read?.text).toMatch(/(😀\\u202e)+$/);
    expect(read?.text).not.toMatch(/\p{Surrogate}/u);
    expect(TestLog.safeParse(read).success).toBe(true);
  });

  it('names the instances that wrote more than blank lines', () => {
    const { logs, tests } = world(4);

    tests.testStarted(nowUs);
    write(logs[0] as LogTail, 'a\n');
    write(logs[1] as LogTail, '\n');
    write(logs[2] as LogTail, 'c\n');

    expect(tests.read()?.text).toBe('--- instance 0 ---\na\n\n--- instance 2 ---\nc\n');
  });
});
