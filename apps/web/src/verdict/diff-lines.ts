import { diffArrays } from 'diff';

export interface DiffLine {
  /** Of both sides, of what was expected only, or of what came only. */
  readonly side: 'both' | 'expected' | 'actual';
  readonly text: string;
}

/** Two texts line by line: those they share once, where they part what was expected before what came. */
export function diffLines(expected: string, actual: string): DiffLine[] {
  return diffArrays(expected.split('\n'), actual.split('\n')).flatMap(({ removed, added, value }) => {
    const side = removed ? 'expected' : added ? 'actual' : 'both';
    return value.map((text) => ({ side, text }) as const);
  });
}
