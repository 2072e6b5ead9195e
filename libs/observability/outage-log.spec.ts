import { describe, expect, it } from '@jest/globals';
import { OutageLog } from './outage-log.js';

function anOutageLog() {
  const lines: string[] = [];
  const outage = new OutageLog('Redis', {
    warn: (line) => lines.push(line),
    log: (line) => lines.push(line),
  });
  return { outage, lines };
}

describe('OutageLog', () => {
  it('tells each outage once and its end once', () => {
    const { outage, lines } = anOutageLog();

    outage.recovered();
    outage.failed(new Error('refused'));
    outage.failed(new Error('refused'));
    outage.recovered();
    outage.recovered();
    outage.failed(new Error('again'));

    expect(lines).toEqual([
      'Redis is not reachable, trying again until it is: refused',
      'Redis is reachable again',
      'Redis is not reachable, trying again until it is: again',
    ]);
  });

  it('says what went wrong when several addresses refused', () => {
    const { outage, lines } = anOutageLog();

    outage.failed(new AggregateError([new Error('refused ::1'), new Error('refused 127.0.0.1')]));

    expect(lines[0]).toContain('refused ::1; refused 127.0.0.1');
  });
});
