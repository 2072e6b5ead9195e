/** Whether a name passes a list of filter patterns: the last one that speaks of it decides, `!` takes away. */
export function matchesFilter(name: string, patterns: readonly string[]): boolean {
  return patterns.reduce((isIn, pattern) => {
    const isNegative = pattern.startsWith('!');
    return matchesGlob(name, isNegative ? pattern.slice(1) : pattern) ? !isNegative : isIn;
  }, false);
}

/**
 * `*` stands for anything but `/`, `**` for anything, also for nothing in front of `/`. Not by a regular expression, as the pattern is a
 * learner's.
 */
function matchesGlob(name: string, pattern: string): boolean {
  const tokens = toTokens(pattern);
  let places = new Set(skipStars(tokens, 0));
  for (const character of name) {
    const next = [...places].flatMap((place) => {
      const token = tokens[place];
      if (token === '**' || (token === '*' && character !== '/')) return [place, place + 1];
      return token === character ? [place + 1] : [];
    });
    places = new Set(next.flatMap((place) => skipStars(tokens, place)));
  }
  return places.has(tokens.length);
}

/** A place, and those behind the stars that may stand for nothing. */
function skipStars(tokens: readonly string[], place: number): number[] {
  const places = [place];
  for (let at = place; tokens[at] === '*' || tokens[at] === '**'; at += 1) {
    places.push(at + 1);
    if (tokens[at] === '**' && tokens[at + 1] === '/') places.push(at + 2);
  }
  return places;
}

function toTokens(pattern: string): string[] {
  const tokens: string[] = [];
  for (const character of pattern) {
    if (character === '*' && tokens.at(-1) === '*') tokens[tokens.length - 1] = '**';
    else tokens.push(character);
  }
  return tokens;
}
