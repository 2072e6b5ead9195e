import type { FailedCheck } from '#contracts';
import { capText } from '../../kit/facts/cap-text.js';
import { ANY, findComparison, NOTHING, type Comparison } from '../../kit/facts/comparison.js';
import { escapeText } from '../../kit/facts/escape-text.js';
import { cutSides, showSides } from '../../kit/facts/show-sides.js';
import type { Found } from '../../kit/facts/value-origins.js';
import type { Scope } from '../../kit/scope.js';
import { MAX_PLACE_LENGTH, MAX_VALUE_LENGTH } from '../grader-protocol.js';
import { readSides } from './matcher-message.js';

/**
 * What a failed assertion compared, taken from what the matcher left in its error, or read from its message. Null when
 * the error is none of an assertion, or says nothing of two sides. The exchange or call that the value is from becomes the one to show.
 */
export function describeCheck(
  error: unknown,
  scope: Scope,
  redact: (text: string) => string,
): FailedCheck | null {
  if (typeof error !== 'object' || error === null) return null;
  const comparison = findComparison(error) ?? readMatcherResult(error);
  const check = comparison ? toCheck(comparison, scope) : readMessage(error);
  if (check === null) return null;
  const show = (text: string) => escapeText(redact(text));
  const { expected, actual } = cutSides(
    { expected: show(check.expected), actual: show(check.actual ?? '') },
    MAX_VALUE_LENGTH,
  );
  return {
    ...check,
    place: capText(show(check.place), MAX_PLACE_LENGTH),
    expected,
    actual: check.actual === null ? null : actual,
  };
}

/** Jest keeps with its errors what the matcher returned: both sides, for those that compare two. */
function readMatcherResult(error: object): Comparison | null {
  if (!('matcherResult' in error) || typeof error.matcherResult !== 'object') return null;
  const result = error.matcherResult;
  if (result === null) return null;
  if ('comparison' in result) return result.comparison as Comparison;
  if (!('expected' in result) || !('actual' in result)) return null;
  const { expected, actual } = result;
  const negated = 'pass' in result && result.pass === true;
  return { what: 'value', of: actual, place: '', expected, actual, negated };
}

function toCheck(comparison: Comparison, scope: Scope): FailedCheck {
  const { of, expected, actual, negated } = comparison;
  const found = 'of' in comparison ? scope.origins.find(of) : null;
  if (found) blame(found, scope);
  const sides = showComparison(comparison);
  return {
    what: found ? ('exchange' in found.origin ? 'body' : 'result') : comparison.what,
    place: found ? joinPlaces(found.place, comparison.place) : comparison.place,
    expected: expected === ANY ? 'any value' : sides.expected,
    actual: actual === NOTHING ? null : sides.actual,
    ...(negated ? { negated } : {}),
  };
}

function blame({ origin }: Found, scope: Scope): void {
  if ('exchange' in origin) scope.exchanges.blame(origin.exchange);
  else scope.calls.blame(origin.call);
}

const joinPlaces = (outer: string, inner: string): string =>
  outer === '' || inner === '' ? outer + inner : `${outer}.${inner}`;

/** A header stands there as it is sent: without quotes. */
function showComparison({ what, expected, actual }: Comparison): { expected: string; actual: string } {
  if (what === 'header') return { expected: String(expected), actual: String(actual) };
  return showSides(expected, actual, MAX_VALUE_LENGTH);
}

/** `Expected: > 5` and `Received: 3`, for matchers that keep no values. */
function readMessage(error: object): FailedCheck | null {
  if (!('matcherResult' in error) || !(error instanceof Error)) return null;
  const sides = readSides(error.message);
  return sides && { what: 'value', place: '', ...sides };
}
