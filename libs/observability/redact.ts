const CUT_OUT = '[redacted]';
const MAX_DEPTH = 8;
const MAX_TEXT = 10_000;

/** Names of fields whose value is never logged, however deep they are; compared without case and punctuation. */
const SECRET_NAMES = new Set([
  'authorization',
  'proxyauthorization',
  'cookie',
  'setcookie',
  'password',
  'passwordhash',
  'secret',
  'token',
  'tokenhash',
  'accesstoken',
  'refreshtoken',
  'apikey',
  'databaseurl',
  'redisurl',
]);

/** A copy of the fields that is safe to write down: secrets cut out, errors as plain fields, long text cut short. */
export function redact(fields: Record<string, unknown>): Record<string, unknown> {
  return redactFields(fields, 0);
}

function redactFields(fields: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      isSecretName(name) ? CUT_OUT : redactValue(value, depth + 1),
    ]),
  );
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}…` : value;
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) return '[too deep]';
  if (value instanceof Error) return redactError(value, depth);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, depth + 1));
  if (hasOwnJson(value)) return value.toJSON();
  return redactFields(value, depth);
}

function redactError(error: Error, depth: number): Record<string, unknown> {
  const { cause } = error;
  return {
    type: error.name,
    message: redactValue(error.message, depth),
    stack: redactValue(error.stack, depth),
    ...('code' in error && { code: error.code }),
    ...(cause !== undefined && { cause: redactValue(cause, depth + 1) }),
  };
}

function isSecretName(name: string): boolean {
  return SECRET_NAMES.has(name.replaceAll(/[^a-z]/gi, '').toLowerCase());
}

/** Dates, URLs, secrets: they know best how to be written. */
function hasOwnJson(value: object): value is { toJSON(): unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function';
}
