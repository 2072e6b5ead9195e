import { parseDotenv } from './dotenv.ts';
import { CHECKS, readUrl, type Setting } from './settings.ts';

export { parseDotenv };

interface Sources {
  mode: string;
  prefix: string;
  env: Record<string, string>;
  files: { path: string; text: string }[];
}

interface Found {
  text: string;
  from: string;
}

const REDACTED = '[redacted]';

export function loadConfig(schema: Record<string, Setting>, sources: Sources) {
  const loading = new Loading(sources);
  for (const file of sources.files) loading.addFile(file);
  loading.refuseUnknown(new Set(Object.keys(schema)));
  const settings = Object.entries(schema).map(([name, setting]) => ({
    name,
    setting,
    ...loading.settle(name, setting),
  }));
  const isWell = loading.problems.length === 0;
  return {
    config: isWell ? Object.fromEntries(settings.map(({ name, value }) => [name, value])) : null,
    problems: loading.problems,
    report: isWell
      ? Object.fromEntries(
          settings.map(({ name, setting, value, from }) => [name, { value: print(setting, value), from }]),
        )
      : null,
    redact: (text: string) => hide(text, loading.secrets),
  };
}

class Loading {
  readonly problems: { where: string; code: string; message: string }[] = [];
  readonly secrets = new Set<string>();
  /** Every text that any source has for a name, the one that wins first. */
  readonly #found = new Map<string, Found[]>();
  readonly #sources: Sources;

  constructor(sources: Sources) {
    this.#sources = sources;
    this.#add(sources.env, 'env');
  }

  addFile({ path, text }: { path: string; text: string }): void {
    const { values, problems } = parseDotenv(text, this.#sources.env);
    this.#add(values, path);
    for (const { line, code } of problems) this.#refuse(`${path}:${line}`, code);
  }

  refuseUnknown(known: ReadonlySet<string>): void {
    for (const name of this.#found.keys())
      if (name.startsWith(this.#sources.prefix) && !known.has(name)) this.#refuse(name, 'unknown');
  }

  settle(name: string, setting: Setting): { value: unknown; from: string | null } {
    const all = this.#found.get(name) ?? [];
    for (const { text } of all) this.#keepSecret(setting, text);
    if (setting.secret)
      for (const text of [setting.default].flat()) if (typeof text === 'string') this.#hide(text);
    const [first] = all;
    return first ? this.#check(name, setting, first) : this.#doWithout(name, setting);
  }

  #check(name: string, setting: Setting, { text, from }: Found) {
    if (text === '' && !setting.allowEmpty) return this.#refuse(name, 'empty');
    const value = CHECKS[setting.type](text, setting);
    if (value === null) return this.#refuse(name, 'invalid');
    const isTooSmall = typeof value === 'number' && setting.min !== undefined && value < setting.min;
    const isTooLarge = typeof value === 'number' && setting.max !== undefined && value > setting.max;
    return isTooSmall || isTooLarge ? this.#refuse(name, 'out-of-range') : { value, from };
  }

  #doWithout(name: string, { default: value, defaultIn, optional }: Setting) {
    const { mode } = this.#sources;
    if (value !== undefined && (!defaultIn || defaultIn.includes(mode))) return { value, from: 'default' };
    return optional ? { value: null, from: null } : this.#refuse(name, 'missing');
  }

  #refuse(where: string, code: string) {
    this.problems.push({ where, code, message: `Please look at ${where}: ${code}.` });
    return { value: null, from: null };
  }

  #keepSecret(setting: Setting, text: string): void {
    if (setting.secret) this.#hide(text);
    if (setting.secret && setting.type === 'list') for (const item of text.split(',')) this.#hide(trim(item));
    const password = setting.type === 'url' ? readUrl(text)?.password : undefined;
    if (!password) return;
    this.#hide(password);
    if (/^(?:[^%]|%[0-9a-f]{2})*$/i.test(password)) this.#hide(unescapeBytes(password));
  }

  #hide(text: string): void {
    if (Array.from(text).length >= 4) this.secrets.add(text);
  }

  #add(values: Record<string, string>, from: string): void {
    for (const [name, text] of Object.entries(values)) {
      const found = this.#found.get(name) ?? [];
      found.push({ text, from });
      this.#found.set(name, found);
    }
  }
}

const trim = (text: string) => text.replace(/^[ \t]+/, '').replace(/[ \t]+$/, '');

const unescapeBytes = (text: string) =>
  Buffer.from(
    text.replace(/[^%]+|%[0-9a-f]{2}/gi, (part) =>
      part.startsWith('%') ? part.slice(1) : Buffer.from(part).toString('hex'),
    ),
    'hex',
  ).toString();

function print(setting: Setting, value: unknown): unknown {
  if (value === null) return null;
  if (setting.secret) return REDACTED;
  const url = setting.type === 'url' ? readUrl(String(value)) : null;
  return url?.password ? url.head + REDACTED + url.tail : value;
}

/** From left to right, at each place the longest. */
function hide(text: string, secrets: ReadonlySet<string>): string {
  const longestFirst = [...secrets].sort((one, other) => other.length - one.length);
  let hidden = '';
  for (let at = 0; at < text.length; ) {
    const secret = longestFirst.find((candidate) => text.startsWith(candidate, at));
    hidden += secret === undefined ? text[at] : REDACTED;
    at += secret?.length ?? 1;
  }
  return hidden;
}
