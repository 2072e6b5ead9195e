import type { Expression } from 'oxc-parser';
import type { TestCall } from './read-test-call.js';

/** The title of a group or test, as far as reading tells it. */
export interface Title {
  /** null when it is known only at run time. */
  readonly fixed: string | null;
  readonly pattern: string;
}

export function readTitle(call: TestCall): Title {
  const title = call.title;
  const fixed = title === undefined ? null : readString(title);
  if (fixed !== null) {
    const text = call.repeated ? eachPattern(fixed) : escape(fixed);
    return { fixed: call.repeated && text !== escape(fixed) ? null : fixed, pattern: text };
  }
  if (title?.type !== 'TemplateLiteral') return { fixed: null, pattern: '.+' };
  const pattern = title.quasis.map((part) => escape(part.value.cooked ?? '')).join('.*');
  return { fixed: null, pattern };
}

function readString(title: Expression): string | null {
  if (title.type === 'Literal' && typeof title.value === 'string') return title.value;
  if (title.type === 'TemplateLiteral' && title.expressions.length === 0) {
    return title.quasis.map((part) => part.value.cooked ?? '').join('');
  }
  return null;
}

/** Jest's placeholders in the title of a table test: `%s`, `%d`, `%#`, `$name`, … */
function eachPattern(title: string): string {
  return title
    .split(/%[psdifjoOc#$%]|\$[#\w.]+/)
    .map(escape)
    .join('.*');
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
