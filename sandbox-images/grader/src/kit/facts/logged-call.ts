import type { ModuleCall } from '#contracts';
import { capText } from './cap-text.js';
import { escapeText } from './escape-text.js';
import { showInline, showValue } from './show-value.js';

/** Raw facts of one call into the learner's module, kept until its test ends in case the test fails. */
export interface LoggedCall {
  /** `parse()`, `new Parser({ strict: true }).feed()`, or `parser.size` for a property. */
  readonly what: string;
  readonly args: readonly unknown[];
  /** `object` when it returned one that stays there; null while there is none. */
  answer: { readonly returned: unknown } | { readonly threw: Error } | 'object' | null;
}

export interface CallCaps {
  readonly call: number;
  readonly value: number;
}

/** @param redact takes out what only the pod may know */
export function toModuleCall(
  { what, args, answer }: LoggedCall,
  caps: CallCaps,
  redact: (text: string) => string,
): ModuleCall {
  const cap = (text: string, maxLength: number) => capText(escapeText(redact(text)), maxLength);
  const call = cap(writeCall(what, args, caps.call), caps.call);
  if (answer === null) return { call, outcome: 'unanswered', value: null };
  if (answer === 'object') return { call, outcome: 'returned', value: 'an object' };
  if ('threw' in answer) {
    const { name, message } = answer.threw;
    return { call, outcome: 'threw', value: cap(`${name}: ${message}`, caps.value) };
  }
  return { call, outcome: 'returned', value: cap(showValue(answer.returned, caps.value), caps.value) };
}

/** The call with what it was given. @param maxLength of each argument, in characters */
export function writeCall(what: string, args: readonly unknown[], maxLength: number): string {
  if (!what.endsWith('()')) return what;
  const shown = args.map((argument) => showInline(argument, maxLength)).join(', ');
  return `${what.slice(0, -1)}${shown})`;
}
