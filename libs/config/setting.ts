import { isIP } from 'node:net';
import { z } from 'zod';
import { Secret } from './secret.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** One environment variable: its name, what it may be, and what it is for. */
export interface Setting<T> {
  readonly name: string;
  readonly purpose: string;
  /** Reads the text of the variable. Absent variables are the business of `fallback`. */
  readonly schema: z.ZodType<T, string>;
  /** What it is when unset; without one the variable has to be set. */
  readonly fallback?: T;
  /** How the documentation writes the fallback, where its value alone says too little. */
  readonly fallbackText?: string;
  readonly accepts: string;
  /** May come in a file, which `<name>_FILE` names. */
  readonly isSecret?: true;
}

type Options<T> = Pick<Setting<T>, 'name' | 'purpose' | 'fallback' | 'fallbackText'>;

type TextOptions<T> = Options<T> & { readonly accepts: string };

export function text(options: TextOptions<string>): Setting<string>;
export function text(options: TextOptions<null> & { fallback: null }): Setting<string | null>;
export function text(options: TextOptions<string> | TextOptions<null>): Setting<string | null> {
  return { ...options, schema: z.string().trim().min(1, 'must not be empty') };
}

export function choice<const T extends string>(options: Options<T> & { of: readonly T[] }): Setting<T> {
  const accepts = options.of.map((word) => `\`${word}\``).join(', ');
  return {
    ...options,
    accepts,
    schema: z.enum(options.of, `must be one of ${options.of.join(', ')}`),
  };
}

/** Some of the known words, separated by commas. */
export function nameList<const T extends string>(
  options: Options<readonly T[]> & { of: readonly T[] },
): Setting<readonly T[]> {
  const isKnown = (word: string): word is T => options.of.some((known) => known === word);
  const schema = z.string().transform((value, context): readonly T[] => {
    const words = value.split(',').map((word) => word.trim());
    const strange = words.filter((word) => !isKnown(word));
    if (strange.length > 0)
      context.addIssue(`does not know ${strange.join(', ')}; it knows ${options.of.join(', ')}`);
    return words.filter(isKnown);
  });
  const words = options.of.map((word) => `\`${word}\``).join(', ');
  return { ...options, schema, accepts: `some of these, separated by commas: ${words}` };
}

export function whole(
  options: Options<number> & { min: number; max: number; unit?: string },
): Setting<number> {
  return numeric(options, z.number().int('must be a whole number'), 'a whole number');
}

export function decimal(
  options: Options<number> & { min: number; max: number; unit?: string },
): Setting<number> {
  return numeric(options, z.number(), 'a number');
}

function numeric(
  options: Options<number> & { min: number; max: number; unit?: string },
  number: z.ZodNumber,
  kind: string,
): Setting<number> {
  const range = `${options.min} to ${options.max}`;
  const bounded = number.min(options.min, `must be ${range}`).max(options.max, `must be ${range}`);
  const schema = z
    .string()
    .trim()
    .regex(/^-?\d+(\.\d+)?$/, 'must be a number')
    .transform(Number)
    .pipe(bounded);
  const unit = options.unit === undefined ? '' : ` (${options.unit})`;
  return { ...options, schema, accepts: `${kind}, ${range}${unit}` };
}

/** A whole number, or `auto`: decided by the program that uses it. */
export function wholeOrAuto(
  options: Options<number | 'auto'> & { min: number; max: number },
): Setting<number | 'auto'> {
  const number = whole({ name: options.name, purpose: options.purpose, min: options.min, max: options.max });
  const schema = z.union(
    [z.literal('auto'), number.schema],
    `must be auto, or ${options.min} to ${options.max}`,
  );
  return { ...options, schema, accepts: `\`auto\`, or ${number.accepts}` };
}

/** Unset is null. */
export function wholeOrNone(
  options: Options<number | null> & { min: number; max: number },
): Setting<number | null> {
  const number = whole({ name: options.name, purpose: options.purpose, min: options.min, max: options.max });
  return { ...options, schema: number.schema, accepts: number.accepts };
}

export function secret<T extends null = never>(
  options: Options<Secret | T> & { minBytes: number },
): Setting<Secret | T> {
  const schema = z
    .string()
    .refine(
      (value) => Buffer.byteLength(value) >= options.minBytes,
      `must have at least ${options.minBytes} bytes`,
    )
    .transform((value) => new Secret(value));
  return { ...options, schema, accepts: `at least ${options.minBytes} bytes, random`, isSecret: true };
}

/** A URL that carries a password, so it is a secret as a whole. */
export function secretUrl(options: Options<Secret> & { protocols: readonly string[] }): Setting<Secret> {
  const allowed = options.protocols.map((protocol) => `${protocol}://`).join(' or ');
  const schema = z
    .string()
    .trim()
    .refine((value) => hasProtocol(value, options.protocols), `must be a URL that starts with ${allowed}`)
    .transform((value) => new Secret(value));
  return { ...options, schema, accepts: `a URL, ${allowed}`, isSecret: true };
}

export function httpUrl<T extends null>(options: Options<string | T>): Setting<string | T> {
  const schema = z
    .string()
    .trim()
    .refine(
      (value) => hasProtocol(value, ['http', 'https']),
      'must be a URL that starts with http:// or https://',
    )
    .transform((value) => value.replace(/\/+$/, ''));
  return { ...options, schema, accepts: 'a URL, http:// or https://' };
}

/** Where another server is: over TLS, or on this machine, where nobody listens in. */
export function serverUrl(options: Options<string>): Setting<string>;
export function serverUrl(options: Options<null> & { fallback: null }): Setting<string | null>;
export function serverUrl(options: Options<string> | Options<null>): Setting<string | null> {
  const schema = z
    .string()
    .trim()
    .refine(isSafeServerUrl, 'must be a URL that starts with https:// and holds no password')
    .transform((value) => value.replace(/\/+$/, ''));
  return { ...options, schema, accepts: 'a URL, https://' };
}

const THIS_MACHINE = ['localhost', '127.0.0.1', '[::1]'];

function isSafeServerUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, username, password, search, hash } = new URL(value);
  const isPlain = [username, password, search, hash].every((part) => part === '');
  return isPlain && (protocol === 'https:' || (protocol === 'http:' && THIS_MACHINE.includes(hostname)));
}

/** Addresses of machines or networks, e.g. `10.0.0.2, 10.1.0.0/16`; as one variable, separated by commas. */
export function addresses(options: Options<readonly string[]>): Setting<readonly string[]> {
  const schema = z
    .string()
    .transform((value) => value.split(',').map((address) => address.trim()))
    .refine(
      (list) => list.every(isAddress),
      'must be addresses like 10.0.0.2 or 10.1.0.0/16, separated by commas, and not everybody',
    );
  return { ...options, schema, accepts: 'addresses or networks (CIDR), separated by commas' };
}

function isAddress(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const bits = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
  if (prefix === undefined || rest.length > 0) return bits > 0 && rest.length === 0;
  return /^[1-9]\d{0,2}$/.test(prefix) && Number(prefix) <= bits;
}

function hasProtocol(value: string, protocols: readonly string[]): boolean {
  return URL.canParse(value) && protocols.includes(new URL(value).protocol.slice(0, -1));
}
