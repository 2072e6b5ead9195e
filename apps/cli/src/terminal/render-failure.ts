import { diffArrays } from 'diff';
import {
  toCurl,
  type FailedCheck,
  type HttpExchange,
  type ModuleCall,
  type TestLog,
  type VisibleTest,
} from '#contracts';
import { cutLines, indent, toPrintable } from './printable.js';
import type { Style } from './style.js';

/** More lines of a log would push the test off the screen. */
const LOG_LINES = 12;
const VALUE_LINES = 24;
const BODY_LINES = 24;
/** Lines that are the same, kept beside those that differ. */
const CONTEXT_LINES = 3;

/** What is known of a failed test beyond its message: what differs line by line, the call, the exchange with a curl, the log. */
export function renderFacts({ check, call, exchange, log }: VisibleTest, style: Style): string[] {
  return [
    ...(call === null ? [] : renderCall(call, style)),
    ...(check === null ? [] : renderDifference(check, style)),
    ...(exchange === null ? [] : renderExchange(exchange, style)),
    ...(log === null ? [] : renderLog(log, style)),
  ];
}

const CALL_WORDS = { returned: 'returned', threw: 'threw', unanswered: 'did not return' } as const;

function renderCall({ call, outcome, value }: ModuleCall, style: Style): string[] {
  const lines = cutLines(toPrintable(value ?? ''), VALUE_LINES);
  const answer = lines.includes('\n') ? `\n${indent(lines, 2)}` : ` ${lines}`;
  return [`${style.bold(toPrintable(call))} ${CALL_WORDS[outcome]}${answer}`.trimEnd()];
}

/** Of values on one line the message says it all. */
function renderDifference({ expected, actual, negated }: FailedCheck, style: Style): string[] {
  if (actual === null || negated || !(expected.includes('\n') || actual.includes('\n'))) return [];
  const lines = diffArrays(toPrintable(expected).split('\n'), toPrintable(actual).split('\n'));
  return [
    style.dim('- expected  + got'),
    ...lines.flatMap(({ removed, added, value }) => {
      if (removed) return value.map((line) => style.green(`- ${line}`));
      if (added) return value.map((line) => style.red(`+ ${line}`));
      return skipMiddle(value, style).map((line) => `  ${line}`);
    }),
  ];
}

/** Of many lines that are the same, those next to a difference. */
function skipMiddle(lines: readonly string[], style: Style): readonly string[] {
  const skipped = lines.length - 2 * CONTEXT_LINES;
  if (skipped <= 1) return lines;
  return [
    ...lines.slice(0, CONTEXT_LINES),
    style.dim(`… ${skipped} lines the same`),
    ...lines.slice(-CONTEXT_LINES),
  ];
}

function renderExchange({ request, response }: HttpExchange, style: Style): string[] {
  const curl = toCurl(request);
  const answer = response === null ? 'no answer' : `${response.status}`;
  return [
    `${style.bold(toPrintable(`${request.method} ${request.url}`))} → ${answer}`,
    ...(response?.body ? [indent(cutLines(toPrintable(response.body.trimEnd()), BODY_LINES), 2)] : []),
    ...(curl === null ? [] : [style.cyan(toPrintable(curl))]),
  ];
}

function renderLog({ text, cut }: TestLog, style: Style): string[] {
  const lines = toPrintable(text.trimEnd()).split('\n');
  const more = cut || lines.length > LOG_LINES ? ', to its end' : '';
  return [
    style.dim(`your program wrote meanwhile${more}:`),
    ...lines.slice(-LOG_LINES).map((line) => `  ${line}`),
  ];
}
