const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  k: 1024,
  m: 1024 ** 2,
  g: 1024 ** 3,
  t: 1024 ** 4,
};

const SECONDS: Readonly<Record<string, number>> = {
  us: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
};

const refusal = (value: unknown, what: string): Error =>
  new Error(`Compose does not take ${JSON.stringify(value)} for ${what}.`);

const isMissing = (value: unknown): boolean => value === undefined || value === null;

/**
 * A byte value, `512m`, `1gb` or a number of bytes; null where there is none.
 * @see https://docs.docker.com/reference/compose-file/extension/#specifying-byte-values
 */
export function toMib(value: unknown): number | null {
  if (isMissing(value)) return null;
  const [, number, unit] = /^(\d+(?:\.\d+)?) ?([kmgt]?)i?b?$/i.exec(String(value)) ?? [];
  const factor = UNITS[(unit ?? 'none').toLowerCase()];
  if (number === undefined || factor === undefined) throw refusal(value, 'a number of bytes');
  return (Number(number) * factor) / 1024 ** 2;
}

/**
 * A duration, `1m30s` for example, in seconds; null where there is none.
 * @see https://docs.docker.com/reference/compose-file/extension/#specifying-durations
 */
export function toSeconds(value: unknown): number | null {
  if (isMissing(value)) return null;
  if (typeof value !== 'string' || !/^(?:\d+(?:\.\d+)?(?:us|ms|s|m|h|d|w))+$|^0$/.test(value))
    throw refusal(value, 'a duration: it is text with a unit, such as 90s');
  return [...value.matchAll(/(\d+(?:\.\d+)?)([a-z]+)/g)].reduce(
    (sum, [, number, unit]) => sum + Number(number) * (SECONDS[unit ?? ''] ?? 0),
    0,
  );
}

export function toNumber(value: unknown, what: string): number | null {
  if (isMissing(value)) return null;
  const number = Number(value);
  if (value === '' || !Number.isFinite(number)) throw refusal(value, what);
  return number;
}

/** A boolean, which may also come as text out of a variable. */
export function toBoolean(value: unknown, what: string): boolean {
  if (isMissing(value)) return false;
  const text = String(value).toLowerCase();
  if (['true', 'yes', 'y', 'on', '1'].includes(text)) return true;
  if (['false', 'no', 'n', 'off', '0'].includes(text)) return false;
  throw refusal(value, what);
}
