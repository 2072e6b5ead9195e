import type { OutputUnit, Schema } from '@cfworker/json-schema';
import { libraries } from '../libraries.js';
import { copyByName, copySchema } from './copy-schema.js';
import type { DocumentNode } from './document-node.js';
import { OpenApiMistake } from './openapi-mistake.js';

/**
 * Where and why a body does not fit a schema of the document; null when it does.
 *
 * SECURITY: H09: the schema is the learner's. This validator reads it, where others compile it into a program that the grader would run.
 */
export function findMisfit(document: DocumentNode, schema: DocumentNode, body: unknown): string | null {
  const schemas = document.child('components').child('schemas');
  const root = {
    allOf: [copySchema(schema)],
    components: { schemas: schemas.value === undefined ? {} : copyByName(schemas) },
  };
  const { valid, errors } = validate(root as Schema, schema.place, body);
  return valid ? null : toWords(errors);
}

function validate(root: Schema, place: string, body: unknown) {
  try {
    return new libraries.jsonSchema.Validator(root, '2020-12', false).validate(body);
  } catch (error) {
    // A circle of references overflows the stack; a keyword with a value that it cannot have is a TypeError.
    const { message } = error as Error;
    throw new OpenApiMistake(
      place,
      `no body can be held against this schema: ${message.split('\n')[0] ?? ''}`,
    );
  }
}

/** The deepest mistake says most: what stands around it only repeats that something below is wrong. */
function toWords(errors: readonly OutputUnit[]): string {
  const own = errors.filter(({ keyword }) => !['allOf', 'properties', 'items', '$ref'].includes(keyword));
  const [deepest] = (own.length > 0 ? own : errors).toSorted(
    (a, b) => depthOf(b.instanceLocation) - depthOf(a.instanceLocation),
  );
  if (!deepest) return 'it does not fit';
  const place = deepest.instanceLocation.replace(/^#\/?/, '');
  return `${place === '' ? 'the body' : place}: ${deepest.error.slice(0, 300)}`;
}

const depthOf = (location: string): number => location.split('/').length;
