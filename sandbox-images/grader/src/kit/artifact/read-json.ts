import { KitFailure } from '../failures.js';
import { assertShallow, getParsedText, mistakeAt } from './read-failure.js';

/** V8 says `<what> in JSON at position 12 (line 1 column 13)`; not so of a text that ends too early. */
const POSITION = / (?:in JSON )?at position (\d+).*$/;

/** @throws KitFailure with line and column */
export function readJson(path: string): unknown {
  const text = getParsedText(path);
  try {
    const value: unknown = JSON.parse(text);
    assertShallow(path, value);
    return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const position = POSITION.exec(error.message)?.[1];
    if (position === undefined) throw new KitFailure('assertion', `${path} is not JSON: ${error.message}.`);
    throw mistakeAt(path, text, Number(position), error.message.replace(POSITION, ''));
  }
}
