import type { Document } from 'yaml';
import { KitFailure } from '../failures.js';
import { libraries } from '../libraries.js';
import { measureYamlDepth } from './measure-yaml-depth.js';
import { assertShallow, getParsedText, MAX_DEPTH, mistakeAt, tooDeep } from './read-failure.js';

/** As many as a large Compose file needs. An alias counts for all that it stands for: a bomb of them is refused unexploded. */
const MAX_ALIASES = 100;

/** Every document of a YAML 1.2 file, in which `on`, `yes` and `no` are text. @throws KitFailure with line and column */
export function readYamlDocuments(path: string): unknown[] {
  const text = getParsedText(path);
  // SECURITY: I15: deep in its recursion the parser compiles patterns, and V8 ends a process whose stack is too short for that.
  if (measureYamlDepth(text) > MAX_DEPTH) throw tooDeep(path);
  const { parseAllDocuments } = libraries.yaml;
  // The library compares each key with all others: with a set it is one look for each.
  const documents = [...parseAllDocuments(text, { uniqueKeys: false, prettyErrors: false })];
  const mistakes = documents.flatMap(({ errors }) => errors);
  const [mistake] = mistakes;
  if (mistake) throw mistakeAt(path, text, mistake.pos[0], mistake.message);
  return documents.map((document) => {
    refuseRepeats(path, text, document);
    return toValue(path, document);
  });
}

export function readYaml(path: string): unknown {
  const [value, second] = readYamlDocuments(path);
  if (second !== undefined)
    throw new KitFailure('assertion', `${path} holds more than one document: one is expected, without ---.`);
  return value ?? null;
}

function refuseRepeats(path: string, text: string, document: Document): void {
  const { isScalar, visit } = libraries.yaml;
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value))
          throw mistakeAt(path, text, key.range?.[0] ?? 0, `the key ${String(key.value)} is there twice`);
        seen.add(key.value);
      }
    },
  });
}

function toValue(path: string, document: Document): unknown {
  try {
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    assertShallow(path, value);
    return value;
  } catch (error) {
    if (error instanceof ReferenceError)
      throw new KitFailure('assertion', `${path}: ${error.message.split('\n')[0] ?? ''}.`);
    throw error;
  }
}
