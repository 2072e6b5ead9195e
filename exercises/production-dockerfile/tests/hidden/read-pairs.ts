/** `a=1 b="two words"`, or `a one value` as ENV and LABEL also take it; a name alone has an empty value. */
export function readPairs(text: string): [string, string][] {
  const words = splitWords(text);
  const [first = '', ...rest] = words;
  if (!first.includes('=') && rest.length > 0 && !rest.some((word) => word.includes('=')))
    return [[unquote(first), unquote(rest.join(' '))]];
  return words.map((word) => {
    const equals = word.indexOf('=');
    return equals < 0
      ? [unquote(word), '']
      : [unquote(word.slice(0, equals)), unquote(word.slice(equals + 1))];
  });
}

/** Words of a text; what is in quotes is not divided. */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let word = '';
  let quote = '';
  for (const character of text) {
    if (quote === '' && /\s/.test(character)) {
      if (word !== '') words.push(word);
      word = '';
      continue;
    }
    if (quote === character) quote = '';
    else if (quote === '' && (character === '"' || character === "'")) quote = character;
    word += character;
  }
  return word === '' ? words : [...words, word];
}

/** Without the quotes around it. */
export function unquote(text: string): string {
  const trimmed = text.trim();
  const [first] = trimmed;
  const isQuoted = trimmed.length > 1 && (first === '"' || first === "'") && trimmed.endsWith(first);
  return isQuoted ? trimmed.slice(1, -1) : trimmed;
}
