import type { Argument, CallExpression, Expression } from 'oxc-parser';

/** A call that declares a group or a test. */
export interface TestCall {
  readonly block: 'describe' | 'it';
  readonly title: Expression | undefined;
  /** Declared by a table (`it.each`): it runs once for each row. */
  readonly repeated: boolean;
  /** Why it may not stay like this, or null. */
  readonly forbidden: string | null;
}

const BLOCKS: Readonly<Record<string, TestCall['block']>> = {
  describe: 'describe',
  fdescribe: 'describe',
  xdescribe: 'describe',
  it: 'it',
  test: 'it',
  fit: 'it',
  xit: 'it',
  xtest: 'it',
};

const ALLOWED_MODIFIERS = ['each'];

/** Reads a call of `describe`, `it` or `test` in any of Jest's spellings; null for every other call. */
export function readTestCall(node: CallExpression): TestCall | null {
  const table = tableOf(node.callee);
  const names = readNames(table ?? node.callee);
  const [name = '', ...modifiers] = names;
  const block = Object.hasOwn(BLOCKS, name) ? BLOCKS[name] : undefined;
  // `it.each(table)` alone only makes the function that the next call declares tests with.
  if (block === undefined || (table === null && modifiers.at(-1) === 'each')) return null;
  return {
    block,
    title: toExpression(node.arguments[0]),
    repeated: table !== null,
    forbidden: describeForbidden(name, modifiers),
  };
}

/** `it.each` out of `it.each(rows)` and of it.each`rows`. */
function tableOf(callee: Expression): Expression | null {
  if (callee.type === 'CallExpression') return callee.callee;
  return callee.type === 'TaggedTemplateExpression' ? callee.tag : null;
}

/** `['it', 'only', 'each']` for `it.only.each`; empty for what is not a chain of names. */
function readNames(callee: Expression): string[] {
  if (callee.type === 'Identifier') return [callee.name];
  if (callee.type !== 'MemberExpression' || callee.computed) return [];
  const before = readNames(callee.object);
  return before.length === 0 || callee.property.type !== 'Identifier'
    ? []
    : [...before, callee.property.name];
}

function describeForbidden(name: string, modifiers: readonly string[]): string | null {
  const written = [name, ...modifiers].join('.');
  const forbidden = modifiers.find((modifier) => !ALLOWED_MODIFIERS.includes(modifier));
  if (forbidden === undefined && !/^[fx]/.test(name)) return null;
  return `${written} is not allowed: every test of a suite runs, each time`;
}

function toExpression(argument: Argument | undefined): Expression | undefined {
  return argument === undefined || argument.type === 'SpreadElement' ? undefined : argument;
}
