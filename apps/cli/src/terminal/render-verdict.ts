import type { LimitUse, LiveEvent, Outcome, SubmissionDetail, VisibleTest } from '#contracts';
import { cutLines, indent, toPrintable } from './printable.js';
import { renderFacts } from './render-failure.js';
import type { Style } from './style.js';
import { toTable } from './table.js';

export type ShownVerdict = NonNullable<SubmissionDetail['verdict']>;
type TestEvent = Extract<LiveEvent, { type: 'test' }>;

/** Two whole values would push the other tests off the screen; where they differ is shown beside the message. */
const MESSAGE_LINES = 8;

/** One test that ended, as far as its feedback policy shows it. */
export function renderTest(
  test: Pick<TestEvent, 'group' | 'status'> & {
    title?: string | null | undefined;
    message?: string | null | undefined;
    category?: string | null | undefined;
  },
  style: Style,
): string {
  const mark = test.status === 'passed' ? style.green('✔') : style.red('✘');
  const title = test.title ? ` › ${test.title}` : style.dim(' › (hidden test)');
  const line = `${mark} ${toPrintable(test.group)}${toPrintable(title)}`;
  if (test.status === 'passed') return line;
  if (test.message) return `${line}\n${indent(cutLines(toPrintable(test.message), MESSAGE_LINES), 4)}`;
  return test.category ? `${line} ${style.dim(`(${test.category})`)}` : line;
}

/** What a verdict came to, why, and what to do next. Tests are listed with it only when nobody watched them end. */
export function renderVerdict(verdict: ShownVerdict, style: Style, options: { tests: boolean }): string[] {
  return [
    ...(options.tests
      ? verdict.tests.flatMap((test) => renderWhole(test, style))
      : renderFirstFailed(verdict, style)),
    '',
    renderHeadline(verdict, style),
    indent(toPrintable(verdict.cause), 2),
    ...renderCount(verdict),
    ...(verdict.outcome === 'accepted' ? [] : [indent(toPrintable(verdict.nextStep), 2)]),
    ...verdict.limits.map((limit) => `  ${renderLimit(limit)}`),
    ...renderGroups(verdict),
    ...renderOutput('Build output', verdict.buildOutput, verdict.outcome, style),
    ...renderOutput('End of your program’s output', lastLines(verdict.logTail), verdict.outcome, style),
    ...renderWithheld(verdict),
    ...renderUsage(verdict, style),
  ];
}

function renderWhole(test: VisibleTest, style: Style): string[] {
  return [renderTest(test, style), ...indentAll(renderFacts(test, style))];
}

/** What to mend first is among these. */
const EXPLAINED = 3;

/** Whoever watched has seen every message; what there is to say beyond it comes with the verdict. */
function renderFirstFailed({ tests }: ShownVerdict, style: Style): string[] {
  const explained = tests
    .map((test) => ({ test, facts: renderFacts(test, style) }))
    .filter(({ facts }) => facts.length > 0);
  const more = explained.length - EXPLAINED;
  return [
    ...explained
      .slice(0, EXPLAINED)
      .flatMap(({ test, facts }) => ['', renderTest({ ...test, message: null }, style), ...indentAll(facts)]),
    ...(more > 0 ? ['', `  … and ${more} more: touchstone status shows all, --json too`] : []),
  ];
}

const indentAll = (lines: readonly string[]): string[] => lines.map((line) => indent(line, 4));

function renderHeadline({ outcome, score }: ShownVerdict, style: Style): string {
  const paint = outcome === 'accepted' ? style.green : outcome === 'system-error' ? style.yellow : style.red;
  const mark = outcome === 'accepted' ? '✔' : '✘';
  const points = score === null ? '' : `  score ${score} of 100`;
  return `${style.bold(paint(`${mark} ${outcome}`))}${points}`;
}

/** Outcomes whose cause is the number of tests that passed. */
const COUNTED: readonly Outcome[] = ['accepted', 'partial', 'wrong-answer', 'system-error'];

function renderCount({ outcome, passed, total }: ShownVerdict): string[] {
  return COUNTED.includes(outcome) ? [] : [`  ${passed} of ${total} tests passed.`];
}

function renderLimit({ limit, allowed, used, unit }: LimitUse): string {
  return `limit: ${limit}, ${amount(used, unit)} used of ${amount(allowed, unit)}`;
}

const BYTES_PER_MIB = 1024 * 1024;

function amount(value: number, unit: LimitUse['unit']): string {
  if (unit === 'bytes') return `${(value / BYTES_PER_MIB).toFixed(1)} MiB`;
  return unit === 'ms' ? `${Math.round(value)} ms` : String(value);
}

function renderGroups({ groups }: ShownVerdict): string[] {
  if (groups.length === 0) return [];
  const rows = groups.map((group) => [
    toPrintable(group.name),
    `${round(group.earned)} of ${group.points} points`,
    `${group.passed} of ${group.total} tests`,
  ]);
  return ['', ...toTable(rows).map((row) => `  ${row}`)];
}

const round = (points: number): number => Math.round(points * 10) / 10;

function renderOutput(title: string, text: string, outcome: Outcome, style: Style): string[] {
  if (text.trim() === '' || outcome === 'accepted') return [];
  return ['', `  ${style.bold(title)}`, indent(toPrintable(text.trimEnd()), 4)];
}

/** More would push the verdict off the screen. */
const SHOWN_LOG_LINES = 24;

function lastLines(text: string): string {
  const lines = text.trimEnd().split('\n');
  const left = lines.length - SHOWN_LOG_LINES;
  if (left <= 0) return text;
  return [`… ${left} earlier lines: --json has them`, ...lines.slice(left)].join('\n');
}

const renderWithheld = ({ logWithheld, outcome }: ShownVerdict): string[] =>
  logWithheld && outcome !== 'accepted'
    ? ['', '  The log of this run is withheld: its exercise hides the inputs of its tests.']
    : [];

function renderUsage({ usage, seed }: ShownVerdict, style: Style): string[] {
  if (usage === null) return [];
  const memory = `${Math.round(usage.peakMemoryBytes / BYTES_PER_MIB)} MiB at most`;
  const time = `${Math.round(usage.wallMs)} ms, ${Math.round(usage.cpuMs)} ms of them on the CPU`;
  return ['', style.dim(`  ran ${time}, ${memory}, seed ${seed}`)];
}
