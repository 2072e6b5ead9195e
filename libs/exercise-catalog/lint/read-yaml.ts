import { isMap, isNode, isPair, isScalar, LineCounter, parseDocument, type Document, type Pair } from 'yaml';
import type { z } from 'zod';
import type { LintProblem } from '../exercise.js';
import type { SourceText } from '../folder/source-text.js';
import { suggestName } from './suggest-name.js';

type Path = readonly PropertyKey[];

/** A YAML file read against a schema. */
export interface YamlReading<T> {
  /** null when the file does not fit the schema. */
  readonly value: T | null;
  readonly problems: readonly LintProblem[];
  /** A problem at the value that `path` leads to, or at the nearest one around it. */
  problemAt(path: Path, message: string, severity?: LintProblem['severity']): LintProblem;
}

/**
 * Reads YAML and lists every mistake at its place: syntax, missing and unknown keys, wrong values.
 * @param editorSchema what the first line must name, so that editors check the file too
 */
export function readYaml<Schema extends z.ZodType>(
  source: SourceText,
  schema: Schema,
  editorSchema: string,
): YamlReading<z.output<Schema>> {
  const document = parseDocument(source.text, { lineCounter: new LineCounter(), prettyErrors: false });
  const problemAt: YamlReading<unknown>['problemAt'] = (path, message, severity) =>
    source.problem(offsetOf(document, path), message, severity);
  const early = [...checkEditorLine(source, editorSchema), ...checkSyntax(source, document)];
  if (document.errors.length > 0) return { value: null, problems: early, problemAt };

  const parsed = schema.safeParse(toPlain(document));
  if (parsed.success) return { value: parsed.data, problems: early, problemAt };
  const mistakes = parsed.error.issues.flatMap((issue) => toProblems(source, document, issue, schema));
  return { value: null, problems: [...early, ...mistakes], problemAt };
}

function checkEditorLine(source: SourceText, editorSchema: string): LintProblem[] {
  const wanted = `# yaml-language-server: $schema=${editorSchema}`;
  const [first = ''] = source.text.split('\n');
  return first.trimEnd() === wanted ? [] : [source.problem(0, `the first line must be: ${wanted}`)];
}

function checkSyntax(source: SourceText, document: Document): LintProblem[] {
  return [...document.errors, ...document.warnings].map((error) =>
    source.problem(error.pos[0], `YAML: ${error.message}`),
  );
}

/** YAML's own guard against alias bombs throws; that is one more mistake of the file, reported by the schema. */
function toPlain(document: Document): unknown {
  try {
    return document.toJS();
  } catch {
    return null;
  }
}

function toProblems(
  source: SourceText,
  document: Document,
  issue: z.core.$ZodIssue,
  schema: z.ZodType,
): LintProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) =>
      source.problem(keyOffset(document, issue.path, key), unknownKey(key, issue.path, schema)),
    );
  }
  const name = issue.path.map(String).join('.') || 'the file';
  const missing = issue.path.length > 0 && !document.hasIn(issue.path);
  const message = missing ? `${name} is missing` : `${name}: ${issue.message}`;
  return [source.problem(offsetOf(document, issue.path), message)];
}

function unknownKey(key: string, path: Path, schema: z.ZodType): string {
  const near = suggestName(key, listKeys(schema, path));
  return `unknown key ${JSON.stringify(key)}${near === null ? '' : `; did you mean ${near}?`}`;
}

/** The keys that the schema knows at a path, found through its JSON form, where wrappers are gone. */
function listKeys(schema: z.ZodType, path: Path): string[] {
  let node: unknown = schema.toJSONSchema({ io: 'input', unrepresentable: 'any' });
  for (const step of path) {
    node = typeof step === 'number' ? child(node, 'items') : child(child(node, 'properties'), String(step));
  }
  return Object.keys(child(node, 'properties') ?? {});
}

function child(node: unknown, key: string): object | undefined {
  if (typeof node !== 'object' || node === null) return undefined;
  const value: unknown = (node as Record<string, unknown>)[key];
  return typeof value === 'object' && value !== null ? value : undefined;
}

function offsetOf(document: Document, path: Path): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function keyOffset(document: Document, path: Path, key: string): number {
  const map: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  const pair = isMap(map) ? map.items.find((item) => isPairNamed(item, key)) : undefined;
  const node = pair?.key;
  return isNode(node) && node.range ? node.range[0] : offsetOf(document, path);
}

function isPairNamed(item: unknown, key: string): item is Pair {
  return isPair(item) && isScalar(item.key) && String(item.key.value) === key;
}
