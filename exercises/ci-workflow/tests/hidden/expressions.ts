import { evaluate, type Context, type Status } from './evaluate.ts';
import { isTruthy, toText } from './expression-values.ts';

const PART = '${{';

/** A value of the workflow with its `${{ }}` filled in: of any type when it is nothing but one expression, else text. */
export function fillIn(value: unknown, context: Context, status?: Status): unknown {
  if (typeof value !== 'string' || !value.includes(PART)) return value;
  const parts = splitParts(value);
  const [only] = parts;
  if (parts.length === 1 && only?.isExpression) return evaluate(only.text, context, status);
  return parts
    .map(({ text, isExpression }) => (isExpression ? toText(evaluate(text, context, status)) : text))
    .join('');
}

/** The expressions in a text, without `${{ }}`. */
export function listExpressions(value: string): string[] {
  return splitParts(value).flatMap(({ text, isExpression }) => (isExpression ? [text] : []));
}

/** Whether a condition lets pass what carries it. Where it asks for no status, `success()` is part of it. */
export function isMet(condition: unknown, context: Context, status: Status): boolean {
  if (condition === undefined || condition === null) return status.hasSucceeded;
  const text = toText(condition);
  const value = text.includes(PART) ? fillIn(text, context, status) : evaluate(text, context, status);
  const asksForStatus = /\b(?:success|failure|always|cancelled) {0,8}\(/i.test(text);
  return isTruthy(value) && (asksForStatus || status.hasSucceeded);
}

function splitParts(value: string): { text: string; isExpression: boolean }[] {
  const parts = [];
  for (let at = 0; at < value.length;) {
    const start = value.indexOf(PART, at);
    const end = start < 0 ? -1 : value.indexOf('}}', start);
    if (end < 0) {
      parts.push({ text: value.slice(at), isExpression: false });
      break;
    }
    if (start > at) parts.push({ text: value.slice(at, start), isExpression: false });
    parts.push({ text: value.slice(start + PART.length, end).trim(), isExpression: true });
    at = end + 2;
  }
  return parts;
}
