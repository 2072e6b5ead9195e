import { describe, expect, it } from '@jest/globals';
import { KitFailure } from '../failures.js';
import { toHttpResponse } from '../http/http-response.js';
import { readMetrics, type Metrics } from './read-metrics.js';

function read(text: string): Metrics {
  const raw = { status: 200, headers: {}, body: Buffer.from(text) };
  const exchange = { method: 'GET', url: '', requestHeaders: {}, requestBody: null, response: raw };
  return readMetrics(toHttpResponse({ method: 'GET', path: '/metrics', raw, durationMs: 1, exchange }));
}

function failureOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof KitFailure) return error.message;
    throw error;
  }
  return 'no failure';
}

const HISTOGRAM = `# HELP wait_seconds How long.
# TYPE wait_seconds histogram
wait_seconds_bucket{route="/a",le="0.5"} 1
wait_seconds_bucket{route="/a",le="1.0"} 3
wait_seconds_bucket{route="/a",le="+Inf"} 4
wait_seconds_sum{route="/a"} 5.5
wait_seconds_count{route="/a"} 4
wait_seconds_bucket{le="0.5",route="/b"} 0
wait_seconds_bucket{le="+Inf",route="/b"} 0
wait_seconds_sum{route="/b"} 0
wait_seconds_count{route="/b"} 0
`;

describe('metrics in the text format', () => {
  it('are families of samples with a type and a help text', () => {
    const metrics = read(`# A comment, then an empty line.

# HELP jobs_total Jobs \\\\ done,\\nall of them.
# TYPE jobs_total counter
jobs_total{ queue = "mail" , outcome="ok", } 12
  jobs_total{queue="mail",outcome="failed"}\t3.5e+0 1395066363000
plain 1
`);

    expect(metrics.families).toEqual([
      {
        name: 'jobs_total',
        type: 'counter',
        help: 'Jobs \\ done,\nall of them.',
        samples: [
          { name: 'jobs_total', labels: { queue: 'mail', outcome: 'ok' }, value: 12 },
          { name: 'jobs_total', labels: { queue: 'mail', outcome: 'failed' }, value: 3.5 },
        ],
      },
      { name: 'plain', type: 'untyped', help: null, samples: [{ name: 'plain', labels: {}, value: 1 }] },
    ]);
  });

  it('are found by their name and exactly their labels, in any order', () => {
    const metrics = read('a{x="1",y="2"} 7\na{x="1"} 8\na 9');

    expect(metrics.value('a', { y: '2', x: '1' })).toBe(7);
    expect(metrics.value('a', { x: '1' })).toBe(8);
    expect(metrics.value('a')).toBe(9);
    expect(metrics.value('a', { y: '2' })).toBeNull();
    expect(metrics.value('b')).toBeNull();
    expect(failureOf(() => metrics.family('b'))).toBe('GET /metrics: there is no metric b');
  });

  it('have label values with three escapes, and every other character as it is', () => {
    const [sample] = read('a{b="C:\\\\n \\"x\\"\\nÖ\t}, c=\\\\"} 1\n').family('a').samples;

    expect(sample?.labels).toEqual({ b: 'C:\\n "x"\nÖ\t}, c=\\' });
  });

  it('may have a label called __proto__, which is only a label', () => {
    const [sample] = read('a{__proto__="x"} 1\n').family('a').samples;

    expect(Object.keys(sample?.labels ?? {})).toEqual(['__proto__']);
  });

  it('know numbers that are none, and infinite ones', () => {
    const { samples } = read('a{n="1"} NaN\na{n="2"} +Inf\na{n="3"} -Inf\na{n="4"} -0.5e-3\n').family('a');

    expect(samples.map(({ value }) => value)).toEqual([NaN, Infinity, -Infinity, -0.0005]);
  });

  it.each([
    ['a 1\n# TYPE a counter\n', 'the TYPE line of a comes after a value of it; line 2'],
    ['# TYPE a counter\na{b="1"} 1\n# TYPE a counter\na{b="2"} 1\n', 'a second TYPE line for a; line 3'],
    ['# HELP a b\n# HELP a b\n', 'a second HELP line for a; line 2'],
    ['# TYPE a number\n', '"number" as the type of a: there are counter, gauge'],
    ['# TYPE\n', 'TYPE without the name of a metric; line 1'],
    ['# HELP a 100 \\% done\n', '\\% in a HELP line'],
    ['a 1\nb 1\na{x="1"} 1\n', 'the lines of a do not stand together; line 3'],
    [`${HISTOGRAM}b 1\nwait_seconds_count 4\n`, 'the lines of wait_seconds do not stand together'],
    ['# TYPE a histogram\na 1\n', 'a is a histogram: its values are called a_bucket, a_sum, a_count; line 2'],
    ['a{b="1",c="2"} 1\na{c="2",b="1"} 1\n', 'a second value for the same name and labels; line 2'],
    ['a{b="1",b="2"} 1\n', 'the label b is there twice'],
    ['a{b="x\ny"} 1\n', 'does not end on its line (a line feed in it is written \\n); line 1 is "a{b=\\"x"'],
    ['a{b="x"y"} 1\n', 'expected }, got "y\\"} 1"'],
    ['a{b="\\t"} 1\n', '\\t in the value of a label'],
    ['a{b="\\u00e9"} 1\n', '\\u in the value of a label'],
    ['a{b=1} 1\n', 'expected ", got "1} 1"'],
    ['a{1b="x"} 1\n', 'expected the name of a label, got "1b='],
    ['my-metric 1\n', 'expected a number, got "-metric"'],
    ['{"a": 1}\n', 'expected the name of a metric'],
    ['a\n', 'expected a number, got ""'],
    ['a one\n', 'expected a number, got "one"'],
    ['a 1e400\n', 'expected a number, got "1e400"'],
    ['a 1 soon\n', 'expected a timestamp in milliseconds, got "soon"'],
    ['a 1 2 3\n', '"3" after the value and its timestamp'],
    ['a 1\r\nb 2\r\n', 'the line ends with a carriage return; line 1'],
  ])('are refused with the line that is wrong: %#', (text, expected) => {
    expect(failureOf(() => read(text))).toContain(expected);
  });

  it('are at most ten thousand values (H10)', () => {
    const text = Array.from({ length: 10_001 }, (_, n) => `a{n="${n}"} 1\n`).join('');

    expect(failureOf(() => read(text))).toContain('more than 10000 values; line 10001');
  });
});

describe('histograms', () => {
  it('are read for each set of labels', () => {
    expect(read(HISTOGRAM).histograms('wait_seconds')).toEqual([
      {
        labels: { route: '/a' },
        buckets: [
          { le: 0.5, count: 1 },
          { le: 1, count: 3 },
          { le: Infinity, count: 4 },
        ],
        sum: 5.5,
        count: 4,
      },
      {
        labels: { route: '/b' },
        buckets: [
          { le: 0.5, count: 0 },
          { le: Infinity, count: 0 },
        ],
        sum: 0,
        count: 0,
      },
    ]);
  });

  it.each([
    ['le="1.0"} 3', 'le="1.0"} 0', 'are not cumulative: le="0.5" counts 1, le="1" only 0'],
    ['le="1.0"} 3', 'le="0.25"} 3', 'the bucket le="0.25" of wait_seconds{route="/a"} comes after le="0.5"'],
    ['le="1.0"} 3', 'le="soon"} 3', 'has no number as its le'],
    ['le="1.0"} 3', 'le="1.0"} 2.5', 'counts 2.5'],
    ['wait_seconds_bucket{route="/a",le="+Inf"} 4\n', '', 'has no bucket le="+Inf"'],
    ['wait_seconds_count{route="/a"} 4', 'wait_seconds_count{route="/a"} 5', 'counts 4, its _count is 5'],
    ['wait_seconds_count{route="/a"} 4\n', '', 'wait_seconds{route="/a"} has no wait_seconds_count'],
    ['wait_seconds_sum{route="/a"} 5.5\n', '', 'wait_seconds{route="/a"} has no wait_seconds_sum'],
    ['wait_seconds_sum{route="/a"} 5.5', 'wait_seconds_sum{route="/a"} NaN', 'is NaN'],
  ])('are refused when they are none: %#', (right, wrong, expected) => {
    const metrics = read(HISTOGRAM.replace(right, wrong));

    expect(failureOf(() => metrics.histograms('wait_seconds'))).toContain(expected);
  });

  it('are refused as something else', () => {
    expect(failureOf(() => read('# TYPE a gauge\na 1\n').histograms('a'))).toBe(
      'GET /metrics: a is a gauge, not a histogram',
    );
    expect(failureOf(() => read('').histograms('a'))).toBe('GET /metrics: there is no metric a');
  });
});
