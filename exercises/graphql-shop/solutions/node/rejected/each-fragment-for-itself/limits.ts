import { Kind, valueFromASTUntyped } from 'graphql';
import type { DocumentNode, FieldNode, OperationDefinitionNode, SelectionSetNode } from 'graphql';
import { Refusal } from './errors.ts';

const MAX_DEPTH = 8;
const MAX_FIELDS = 200;
const MAX_OBJECTS = 5000;
/** What a list holds when nobody says how much. */
const LENGTHS: Readonly<Record<string, number>> = { products: 20, reviews: 10, lines: 20 };

type Variables = Readonly<Record<string, unknown>>;

/**
 * Walks through the operation as it would be executed. Each step counts a field or leads to one, and the walk ends with the
 * first one too many: fragments that double each other make it no longer.
 */
export function checkLimits(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): void {
  const fragments = new Map<string, SelectionSetNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION)
      fragments.set(definition.name.value, definition.selectionSet);
  let fields = 0;
  let objects = 0;

  function walk(selectionSet: SelectionSetNode, depth: number, around: number): void {
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FIELD) visit(selection, depth, around);
      else if (selection.kind === Kind.INLINE_FRAGMENT) walk(selection.selectionSet, depth, around);
      else walk(fragments.get(selection.name.value)!, 1, around);
    }
  }

  function visit(field: FieldNode, depth: number, around: number): void {
    fields += 1;
    if (fields > MAX_FIELDS) refuse(`more than ${MAX_FIELDS} fields`);
    if (depth > MAX_DEPTH) refuse(`more than ${MAX_DEPTH} fields deep`);
    const length = lengthOf(field, variables);
    if (length !== null) objects += around * length;
    if (objects > MAX_OBJECTS) refuse(`lists that can hold more than ${MAX_OBJECTS} objects`);
    if (field.selectionSet && !field.name.value.startsWith('__'))
      walk(field.selectionSet, depth + 1, around * (length ?? 1));
  }

  walk(operation.selectionSet, 1, 1);
}

/** Null for a field that is no list. */
function lengthOf(field: FieldNode, variables: Variables): number | null {
  const usual = LENGTHS[field.name.value];
  if (usual === undefined) return null;
  const first = field.arguments?.find(({ name }) => name.value === 'first');
  const value = first && valueFromASTUntyped(first.value, variables);
  // Out of range it is refused when the field is resolved; nobody earns room with a negative one.
  return typeof value === 'number' ? Math.max(0, value) : usual;
}

function refuse(what: string): never {
  throw new Refusal(400, 'TOO_COMPLEX', `The operation has ${what}.`);
}
