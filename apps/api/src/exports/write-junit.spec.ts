import { describe, expect, it } from '@jest/globals';
import { create } from 'xmlbuilder2';
import type { ReportCase } from './test-report.js';
import { toXmlText, writeJunit } from './write-junit.js';

const aCase = (overrides: Partial<ReportCase> = {}): ReportCase => ({
  suite: ['Basics'],
  name: 'answers',
  status: 'passed',
  kind: null,
  message: null,
  extra: {},
  ...overrides,
});
const write = (...cases: ReportCase[]): Promise<string> =>
  writeJunit({
    name: 'echo-service',
    startedAt: new Date('2026-03-01T10:00:00Z'),
    endedAt: new Date('2026-03-01T10:00:05Z'),
    cases,
    extra: {},
  });

describe('writeJunit', () => {
  it('writes a suite for each group, with its counts', async () => {
    const xml = await write(
      aCase(),
      aCase({ name: 'refuses', status: 'failed', kind: 'assertion', message: 'expected 400' }),
      aCase({ suite: ['Limits'], status: 'skipped' }),
      aCase({ suite: ['Limits'], status: 'other', kind: 'system-error', message: 'our fault' }),
    );

    expect(create(xml).end({ format: 'object' })).toEqual({
      testsuites: {
        '@name': 'echo-service',
        '@tests': '4',
        '@failures': '1',
        '@errors': '1',
        '@skipped': '1',
        testsuite: [
          {
            '@name': 'Basics',
            '@tests': '2',
            '@failures': '1',
            '@errors': '0',
            '@skipped': '0',
            '@timestamp': '2026-03-01T10:00:05',
            testcase: [
              { '@classname': 'Basics', '@name': 'answers' },
              {
                '@classname': 'Basics',
                '@name': 'refuses',
                failure: { '@type': 'assertion', '#': 'expected 400' },
              },
            ],
          },
          {
            '@name': 'Limits',
            '@tests': '2',
            '@failures': '0',
            '@errors': '1',
            '@skipped': '1',
            '@timestamp': '2026-03-01T10:00:05',
            testcase: [
              { '@classname': 'Limits', '@name': 'answers', skipped: {} },
              {
                '@classname': 'Limits',
                '@name': 'answers',
                error: { '@type': 'system-error', '#': 'our fault' },
              },
            ],
          },
        ],
      },
    });
  });

  it('lets no text break out of its element (P11)', async () => {
    const message = ']]></failure><script>"\u0000\u001b[31m\ud800\uffff& ok 🎉';

    const xml = await write(aCase({ name: '"><b>', status: 'failed', message }));

    expect(xml).toContain('name="&quot;&gt;&lt;b&gt;"');
    expect(xml).toContain(']]&gt;&lt;/failure&gt;&lt;script&gt;"[31m&amp; ok 🎉</failure>');
  });
});

describe('toXmlText', () => {
  it('keeps every character that XML can hold', () => {
    expect(toXmlText('tab\tline\nä漢🎉')).toBe('tab\tline\nä漢🎉');
  });
});
