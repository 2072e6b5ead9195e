import type { Context } from './evaluate.ts';
import { fillIn } from './expressions.ts';
import type { Leg, PlayedStep } from './play.ts';
import { isAction, type Step } from './workflow.ts';

const LINES: ReadonlyMap<string, number> = new Map([
  ['lts/jod', 22],
  ['lts/krypton', 24],
]);

/** The major version of Node.js that a leg has set up last before a step, or at its end; null without one. */
export function findNodeVersion({ steps }: Pick<Leg, 'steps'>, before?: PlayedStep): number | null {
  const end = before === undefined ? steps.length : steps.indexOf(before);
  const setup = steps.slice(0, end).findLast(({ step }) => isAction(step, 'actions/setup-node'));
  return setup === undefined ? null : toMajor(setup.step, setup.context);
}

function toMajor(step: Step, context: Context): number | null {
  const version = String(fillIn(step.with['node-version'], context)).trim().toLowerCase();
  const major = /^[v^~=]{0,2}(\d{1,3})(?:\.|$)/.exec(version)?.[1];
  return LINES.get(version) ?? (major === undefined ? null : Number(major));
}
