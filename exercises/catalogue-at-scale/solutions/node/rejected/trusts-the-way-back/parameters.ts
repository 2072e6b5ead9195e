import { Problem, type ParameterMistake } from './problem.ts';

/** What a client may sort by, and the column it stands for. */
const SORT_KEYS: Record<string, { column: string; type: string }> = {
  name: { column: 'name', type: 'text' },
  price: { column: 'price', type: 'integer' },
  updatedAt: { column: 'updated_at', type: 'timestamptz' },
};

export interface OrderKey {
  column: string;
  type: string;
  descending: boolean;
}

export interface Question {
  category: string | null;
  minPrice: number | null;
  maxPrice: number | null;
  inStock: boolean | null;
  /** The id is the last key, so that no two products are equal. */
  order: OrderKey[];
  limit: number;
  cursor: string | null;
}

type Reader = (text: string) => unknown;

const READERS: Record<string, Reader> = {
  category: (text) => text,
  minPrice: (text) => readInteger(text, 0, 1_000_000_000),
  maxPrice: (text) => readInteger(text, 0, 1_000_000_000),
  inStock: (text) => {
    if (text !== 'true' && text !== 'false') throw new Error('is true or false');
    return text === 'true';
  },
  sort: readOrder,
  limit: (text) => readInteger(text, 1, 100),
  cursor: (text) => text,
};

/** @throws Problem that names every wrong parameter */
export function readQuestion(query: URLSearchParams): Question {
  const errors: ParameterMistake[] = [];
  const values: Record<string, unknown> = {};
  for (const name of new Set(query.keys())) {
    const read = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
    try {
      if (!read) throw new Error('is not known');
      if (query.getAll(name).length > 1) throw new Error('is there more than once');
      values[name === 'sort' ? 'order' : name] = read(query.get(name) ?? '');
    } catch (error) {
      errors.push({ parameter: name, message: (error as Error).message });
    }
  }
  if (errors.length > 0) throw new Problem(400, 'Wrong query parameters', errors);
  return {
    category: null,
    minPrice: null,
    maxPrice: null,
    inStock: null,
    order: [{ column: 'id', type: 'bigint', descending: false }],
    limit: 20,
    cursor: null,
    ...values,
  };
}

function readInteger(text: string, least: number, most: number): number {
  if (!/^\d{1,10}$/.test(text) || Number(text) < least || Number(text) > most)
    throw new Error(`is a whole number from ${least} to ${most}`);
  return Number(text);
}

function readOrder(text: string): OrderKey[] {
  const names = text.split(',').map((part) => part.replace(/^-/, ''));
  const known = names.every((name) => Object.hasOwn(SORT_KEYS, name));
  if (!known || new Set(names).size < names.length)
    throw new Error(`is a list of ${Object.keys(SORT_KEYS).join(', ')}, each once, with - for descending`);
  const keys = text.split(',').map((part) => {
    const { column, type } = SORT_KEYS[part.replace(/^-/, '')]!;
    return { column, type, descending: part.startsWith('-') };
  });
  return [...keys, { column: 'id', type: 'bigint', descending: keys.at(-1)!.descending }];
}
