import type { Context } from './evaluate.ts';
import { fillIn } from './expressions.ts';
import { isFields, toFields, type Fields, type Job } from './workflow.ts';

/** No sensible matrix of this exercise has more. */
const MAX_LEGS = 64;

/** The combinations of a job's matrix; one without values where there is none. */
export function listLegs(job: Job, context: Context): Fields[] {
  const matrix = fillIn(toFields(job.fields.strategy).matrix, context);
  if (!isFields(matrix)) return [{}];
  const { include, exclude, ...axes } = matrix;
  const excluded = toList(exclude, context);
  const crossed = Object.entries(axes)
    .reduce<Fields[]>((legs, [name, values]) => cross(legs, name, toValues(values, context)), [{}])
    .filter((leg) => !excluded.some((one) => isPart(one, leg)));
  const base = Object.keys(axes).length === 0 ? [] : crossed;
  return addIncluded(base, Object.keys(axes), toList(include, context));
}

function toValues(values: unknown, context: Context): readonly unknown[] {
  const filled = fillIn(values, context);
  return Array.isArray(filled) ? filled : [filled];
}

const toList = (value: unknown, context: Context): Fields[] =>
  value === undefined ? [] : toValues(value, context).map(toFields);

function cross(legs: readonly Fields[], name: string, values: readonly unknown[]): Fields[] {
  const crossed = legs.flatMap((leg) => values.map((value) => ({ ...leg, [name]: value })));
  if (crossed.length > MAX_LEGS) throw new Error(`A matrix has more than ${MAX_LEGS} combinations.`);
  return crossed;
}

const isPart = (part: Fields, whole: Fields): boolean =>
  Object.entries(part).every(([name, value]) => String(whole[name]) === String(value));

/** What fits to combinations without changing a value of theirs is added to them; what does not, is one more. */
function addIncluded(
  legs: readonly Fields[],
  axes: readonly string[],
  included: readonly Fields[],
): Fields[] {
  return included.reduce<Fields[]>(
    (all, one) => {
      const fixed = Object.fromEntries(Object.entries(one).filter(([name]) => axes.includes(name)));
      const fits = (leg: Fields): boolean => axes.some((name) => name in leg) && isPart(fixed, leg);
      return all.some(fits) ? all.map((leg) => (fits(leg) ? { ...leg, ...one } : leg)) : [...all, one];
    },
    [...legs],
  );
}
