import { isTruthy, toText } from './expression-values.ts';
import { fillIn } from './expressions.ts';
import type { Leg, Run } from './play.ts';
import { isFields, readWorkflow } from './workflow.ts';

interface Group {
  readonly name: string;
  /** Whether who joins it ends who is in it. */
  readonly cancels: boolean;
}

/** The groups that a leg is in: that of the workflow and that of its job. */
function groupsOf({ job, context }: Leg): Group[] {
  const own = toGroup(job.fields.concurrency, context);
  const whole = toGroup(readWorkflow().fields.concurrency, { ...context, matrix: {}, needs: {} });
  return [...(whole ? [{ ...whole, name: `workflow ${whole.name}` }] : []), ...(own ? [own] : [])];
}

function toGroup(value: unknown, context: Leg['context']): Group | null {
  if (value === undefined || value === null) return null;
  const { group, 'cancel-in-progress': cancel } = isFields(value) ? value : { group: value };
  const cancels = fillIn(cancel, context);
  return {
    name: toText(fillIn(group, context)).toLowerCase(),
    cancels: cancels !== 'false' && isTruthy(cancels),
  };
}

/** Whether nothing keeps two legs of different runs from running at the same time. */
export function canCollide(one: Leg | undefined, other: Leg | undefined): boolean {
  if (one === undefined || other === undefined) return true;
  const names = groupsOf(other).map(({ name }) => name);
  return !groupsOf(one).some(({ name }) => names.includes(name));
}

/** Whether a leg that runs is ended by a later run. */
export function isCancelledBy(leg: Leg | undefined, later: Run): boolean {
  const joined = later.legs.flatMap(groupsOf).filter(({ cancels }) => cancels);
  return leg !== undefined && groupsOf(leg).some(({ name }) => joined.some((group) => group.name === name));
}

/** Whether a run lets another one wait or ends it. */
export const isInTheWayOf = (run: Run, other: Run): boolean =>
  run.legs.some((leg) => other.legs.some((one) => !canCollide(leg, one)));
