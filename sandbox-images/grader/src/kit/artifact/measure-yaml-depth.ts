const INDICATORS = '-?:';

/**
 * At least as deep as a YAML text is nested, without parsing it: by indentation and by what may be nested on one line (`- - -`), and by
 * brackets, those in quotes included.
 */
export function measureYamlDepth(text: string): number {
  let deepest = 0;
  let brackets = 0;
  const columns: number[] = [];
  for (const line of text.split('\n')) {
    for (const column of listColumns(line)) {
      while ((columns.at(-1) ?? -1) >= column) columns.pop();
      columns.push(column);
    }
    for (const character of line) {
      if (character === '[' || character === '{') brackets += 1;
      if (character === ']' || character === '}') brackets = Math.max(0, brackets - 1);
      deepest = Math.max(deepest, brackets + columns.length);
    }
  }
  return deepest;
}

/** Where things begin on a line: its text, and what follows each indicator in front of it. */
function listColumns(line: string): number[] {
  const columns: number[] = [];
  let at = skipSpace(line, 0);
  while (at < line.length) {
    columns.push(at);
    if (!INDICATORS.includes(line[at] ?? '') || !/[ \t]/.test(line[at + 1] ?? '')) break;
    at = skipSpace(line, at + 1);
  }
  return columns;
}

function skipSpace(line: string, from: number): number {
  let at = from;
  while (line[at] === ' ' || line[at] === '\t') at += 1;
  return at;
}
