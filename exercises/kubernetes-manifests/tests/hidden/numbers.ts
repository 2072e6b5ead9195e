const FACTORS: Readonly<Record<string, number>> = {
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
};

/** A quantity of Kubernetes as a number, `200m` and `300Mi` for example; null where there is none. */
export function toQuantity(value: unknown): number | null {
  if (value === undefined || value === null) return null;
  const [, number, unit] = /^(\d+(?:\.\d+)?)([a-zA-Z]*)$/.exec(String(value)) ?? [];
  const factor = FACTORS[unit ?? 'none'];
  if (number === undefined || factor === undefined)
    throw new Error(`Kubernetes does not take ${String(value)} for a quantity.`);
  return Number(number) * factor;
}

export const toMib = (value: unknown): number | null => {
  const bytes = toQuantity(value);
  return bytes === null ? null : bytes / 1024 ** 2;
};

export const toMillis = (value: unknown): number | null => {
  const cores = toQuantity(value);
  return cores === null ? null : Math.round(cores * 1000);
};

/** A count, or a percentage of `whole` that is rounded as told. */
export function resolveShare(value: unknown, whole: number, round: (share: number) => number): number {
  const percent = /^(\d+)%$/.exec(String(value));
  const count = percent ? round((Number(percent[1]) * whole) / 100) : Number(value);
  if (!Number.isInteger(count) || count < 0)
    throw new Error(`Kubernetes does not take ${String(value)} for a number of pods or a percentage.`);
  return count;
}

export const orDefault = (value: unknown, otherwise: number): number =>
  value === undefined || value === null ? otherwise : Number(value);
