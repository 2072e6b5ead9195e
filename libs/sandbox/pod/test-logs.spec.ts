import { describe, expect, it } from '@jest/globals';
import { FAILURE_LIMITS, TestLog } from '#contracts';
import { LogTail } from './log-tail.js';
import { TestLogs } from './test-logs.js';

const write = (log: LogTail, text: string) => log.push(Buffer.from(text), 'stdout');

function world(instances = 1) {
  const logs = Array.from({ length: instances }, () => new LogTail());
  const tests = new TestLogs(logs.map((log, index) => ({ index, log })));
  return { logs, log: logs[0] as LogTail, tests };
}

describe('TestLogs', () => {
  it('has what was written since the test started, and nothing of before', () => {
    const { log, tests } = world();
    write(log, 'listening\n');

    tests.testStarted();
    write(log, 'GET /\n');
    write(log, 'TypeError: oops\n');

    expect(tests.read()).toEqual({ text: 'GET /\nTypeError: oops\n', cut: false });
  });

  it('has nothing when nothing was written, or only blank lines', () => {
    const { log, tests } = world();
    write(log, 'listening\n');

    tests.testStarted();
    expect(tests.read()).toBeNull();

    write(log, '\n\n');
    expect(tests.read()).toBeNull();
  });

  it('has the end of a flood, within what a verdict keeps, and says that it was cut', () => {
    const { log, tests } = world();

    tests.testStarted();
    for (let line = 0; line < 50_000; line += 1) write(log, `line ${line}\n`);

    const read = tests.read();
    expect(read?.cut).toBe(true);
    expect(read?.text).toMatch(/line 49999\n$/);
    expect(TestLog.safeParse(read).success).toBe(true);
  });

  it('keeps to the limit when every character has to be escaped (I11)', () => {
    const { log, tests } = world();

    tests.testStarted();
    write(log, '😀\u202e'.repeat(FAILURE_LIMITS.log));

    const read = tests.read();
    expect(read?.cut).toBe(true);
    expect(read?.text).toMatch(/(😀\\u202e)+$/);
    expect(read?.text).not.toMatch(/\p{Surrogate}/u);
    expect(TestLog.safeParse(read).success).toBe(true);
  });

  it('names the instances that wrote', () => {
    const { logs, tests } = world(3);

    tests.testStarted();
    write(logs[0] as LogTail, 'a\n');
    write(logs[2] as LogTail, 'c\n');

    expect(tests.read()?.text).toBe('--- instance 0 ---\na\n\n--- instance 2 ---\nc\n');
  });
});
