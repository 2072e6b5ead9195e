import { isFields, type DocumentNode } from './document-node.js';
import { OpenApiMistake } from './openapi-mistake.js';
import { KEYWORDS, TYPES } from './schema-keywords.js';

/** A schema as the validator takes it. @throws OpenApiMistake where it is none */
export function copySchema(node: DocumentNode): unknown {
  if (typeof node.value === 'boolean') return node.value;
  const fields = node.fields();
  checkKeywords(node);
  const copy: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const name of Object.keys(fields)) {
    if (!KEYWORDS.left.has(name)) copy[name] = copyKeyword(node.child(name), name);
  }
  return copy;
}

function copyKeyword(node: DocumentNode, name: string): unknown {
  if (KEYWORDS.one.has(name)) return copySchema(node);
  if (KEYWORDS.list.has(name)) return copyList(node);
  return KEYWORDS.byName.has(name) ? copyByName(node) : node.value;
}

function copyList(node: DocumentNode): unknown[] {
  if (!Array.isArray(node.value)) throw node.mistake('is a list of schemas', node.value);
  return node.value.map((_, at) => copySchema(node.child(String(at))));
}

export function copyByName(node: DocumentNode): Record<string, unknown> {
  const copy: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const name of Object.keys(node.fields())) copy[name] = copySchema(node.child(name));
  return copy;
}

function checkKeywords(node: DocumentNode): void {
  const { type, required, $ref, enum: values, pattern } = node.fields();
  const types = type === undefined ? [] : Array.isArray(type) ? type : [type];
  for (const one of types)
    if (!TYPES.has(one as string)) throw node.child('type').mistake('is a type of JSON Schema', one);
  if (required !== undefined && !(Array.isArray(required) && required.every(isText)))
    throw node.child('required').mistake('is a list of names', required);
  if (values !== undefined && !Array.isArray(values))
    throw node.child('enum').mistake('is a list of values', values);
  if ($ref !== undefined) checkReference(node, $ref);
  if (pattern !== undefined) checkPattern(node, pattern);
}

/** The validator looks schemas up by the place they are written at: only these are handed to it. */
function checkReference(node: DocumentNode, reference: unknown): void {
  if (typeof reference !== 'string' || !/^#\/components\/schemas\/[^/]+$/.test(reference))
    throw new OpenApiMistake(node.place, 'the $ref of a schema begins with #/components/schemas/ here');
  const target = node.resolve();
  if (!isFields(target.value) && typeof target.value !== 'boolean')
    throw target.mistake('is a schema', target.value);
}

function checkPattern(node: DocumentNode, pattern: unknown): void {
  try {
    new RegExp(String(pattern), 'u');
  } catch {
    throw node.child('pattern').mistake('is a regular expression', pattern);
  }
}

const isText = (value: unknown): value is string => typeof value === 'string';
