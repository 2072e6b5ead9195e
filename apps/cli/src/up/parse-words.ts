import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { UpFailure } from './up-failure.js';

/**
 * What was given after `npm run <command> --`.
 * @throws UpFailure naming a word that the command does not know
 */
export function parseWords<Options extends ParseArgsOptionsConfig>(
  words: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...words], options }).values;
  } catch (error) {
    throw new UpFailure(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
