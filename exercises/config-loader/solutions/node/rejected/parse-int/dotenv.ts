export type Env = Readonly<Record<string, string>>;

interface FileProblem {
  line: number;
  code: 'bad-line' | 'duplicate' | 'undefined-variable' | 'unclosed-quote';
}

const SKIPPED = /^[ \t]*(#|$)/;
const ENTRY = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \t]*=([^\n]*)$/;
const OPENING_QUOTE = /^[ \t]*(['"])/;
const UP_TO_QUOTE = { "'": /^([^']*)'/, '"': /^((?:[^"\\]|\\[^])*)"/ };
const AFTER_QUOTE = /^[ \t]*$|^[ \t]+#/;
// Escapes and variables in one pass: what one of them puts in, the other never sees.
const VARIABLE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;
const ESCAPE_OR_VARIABLE = /\\([nrt"\\$])|\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;
const ESCAPED: Record<string, string> = { n: '\n', r: '\r', t: '\t' };

export function parseDotenv(text: string, env: Env) {
  const lines = text
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n')
    .split('\n');
  const values = new Map<string, string>();
  const problems: FileProblem[] = [];

  for (let next = 0; next < lines.length; ) {
    const first = next;
    const line = lines[next++]!;
    if (SKIPPED.test(line)) continue;
    const report = (code: FileProblem['code']) => problems.push({ line: first + 1, code });

    const [, name, rest] = ENTRY.exec(line) ?? [];
    if (name === undefined || rest === undefined) {
      report('bad-line');
      continue;
    }
    const quote = OPENING_QUOTE.exec(rest);
    let raw = rest.replace(/[ \t]#.*$/, '').replace(/^[ \t]+|[ \t]+$/g, '');
    if (quote) {
      const body = [rest.slice(quote[0].length), ...lines.slice(next)].join('\n');
      const quoted = UP_TO_QUOTE[quote[1] as "'" | '"'].exec(body);
      if (!quoted) {
        report('unclosed-quote');
        break;
      }
      raw = quoted[1]!;
      next += raw.split('\n').length - 1;
      const after = body.slice(quoted[0].length).split('\n', 1)[0]!;
      if (!AFTER_QUOTE.test(after)) {
        report('bad-line');
        continue;
      }
    }
    if (values.has(name)) {
      report('duplicate');
      continue;
    }
    const value = fillIn(raw, quote?.[1], (variable) =>
      Object.hasOwn(env, variable) ? env[variable] : values.get(variable),
    );
    if (value === null) report('undefined-variable');
    else values.set(name, value);
  }
  return { values: Object.fromEntries(values), problems };
}

/** The value of an entry, or null when it names a variable that there is not. */
function fillIn(
  raw: string,
  quote: string | undefined,
  find: (name: string) => string | undefined,
): string | null {
  if (quote === "'") return raw;
  let isComplete = true;
  const insert = (name: string) => {
    const found = find(name);
    if (found === undefined) isComplete = false;
    return found ?? '';
  };
  const value =
    quote === '"'
      ? raw.replace(ESCAPE_OR_VARIABLE, (_, escaped?: string, name?: string) =>
          escaped === undefined ? insert(name!) : (ESCAPED[escaped] ?? escaped),
        )
      : raw.replace(VARIABLE, (_, name: string) => insert(name));
  return isComplete ? value : null;
}
