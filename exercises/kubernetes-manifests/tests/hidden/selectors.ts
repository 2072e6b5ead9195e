import { toFields, toList } from './objects.ts';

export type Labels = Readonly<Record<string, string>>;

/** Every text of a mapping. */
export const toLabels = (value: unknown): Labels =>
  Object.fromEntries(Object.entries(toFields(value)).map(([name, text]) => [name, String(text)]));

/** Whether a label selector takes these labels. An empty one takes all, one that is not there none. */
export function selects(selector: unknown, labels: Labels): boolean {
  if (selector === undefined || selector === null) return false;
  const { matchLabels, matchExpressions } = toFields(selector);
  return (
    isSubset(toLabels(matchLabels), labels) && toList(matchExpressions).every((one) => holds(one, labels))
  );
}

export const isSubset = (wanted: Labels, labels: Labels): boolean =>
  Object.entries(wanted).every(([name, value]) => labels[name] === value);

function holds(expression: unknown, labels: Labels): boolean {
  const { key, operator, values } = toFields(expression);
  const value = labels[String(key)];
  const isListed = value !== undefined && toList(values).map(String).includes(value);
  switch (operator) {
    case 'In':
      return isListed;
    case 'NotIn':
      return !isListed;
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      throw new Error(`Kubernetes knows no operator ${String(operator)} in a selector.`);
  }
}
