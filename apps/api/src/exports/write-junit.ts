import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces.js';
import { countCases, type ReportCase, type TestReport } from './test-report.js';

/** A report as JUnit XML, as https://github.com/testmoapp/junitxml describes what its readers agree on. */
export async function writeJunit({ name, endedAt, cases }: TestReport): Promise<string> {
  // A hundred and fifty modules that most processes never need.
  const { create } = await import('xmlbuilder2');
  const root = create({ version: '1.0', encoding: 'UTF-8' }).ele('testsuites', {
    name: toXmlText(name),
    ...countAll(cases),
  });
  for (const [suite, members] of groupBySuite(cases)) {
    const element = root.ele('testsuite', {
      name: toXmlText(suite),
      ...countAll(members),
      timestamp: endedAt.toISOString().slice(0, 19),
    });
    for (const entry of members) writeCase(element, entry);
  }
  return root.end({ prettyPrint: true });
}

function writeCase(suite: XMLBuilder, entry: ReportCase): void {
  const element = suite.ele('testcase', {
    classname: toXmlText(entry.suite.join(' › ')),
    name: toXmlText(entry.name),
  });
  const message = toXmlText(entry.message ?? 'No more is shown.');
  const type = toXmlText(entry.kind ?? entry.status);
  if (entry.status === 'failed') element.ele('failure', { type }).txt(message);
  if (entry.status === 'other') element.ele('error', { type }).txt(message);
  if (entry.status === 'pending' || entry.status === 'skipped') element.ele('skipped');
}

const countAll = (cases: readonly ReportCase[]) => ({
  tests: cases.length,
  failures: countCases(cases, 'failed'),
  errors: countCases(cases, 'other'),
  skipped: countCases(cases, 'pending') + countCases(cases, 'skipped'),
});

function groupBySuite(cases: readonly ReportCase[]): Map<string, ReportCase[]> {
  const suites = new Map<string, ReportCase[]>();
  for (const entry of cases) {
    const members = suites.get(entry.suite[0]) ?? [];
    members.push(entry);
    suites.set(entry.suite[0], members);
  }
  return suites;
}

/** SECURITY: P11: without what XML cannot hold (https://www.w3.org/TR/xml/#charsets), however it is written. */
export const toXmlText = (text: string): string =>
  text.replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '');
