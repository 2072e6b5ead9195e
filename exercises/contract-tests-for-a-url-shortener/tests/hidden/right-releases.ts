import { random } from '@touchstone/kit';
import { TO_THE_LETTER, type Freedom } from './freedom.ts';

export type RightName = 'letter' | 'words' | 'addresses' | 'properties' | 'pages' | 'bare';

/**
 * The same clauses, each time with another use of what the contract leaves open. Can be called only in a test or a hook.
 */
export function aFreedom(name: RightName): Freedom {
  const { word } = random;
  const prefix = word(4);
  const code = word(6);
  const freedoms: Record<RightName, Freedom> = {
    letter: TO_THE_LETTER,
    words: {
      ...TO_THE_LETTER,
      toSentence: (status) => `${code}: no, said the porter (${String(status * 7)})`,
      mediaParameter: '; charset=utf-8',
      redirectStatus: 307,
      forgivesKeys: true,
      forgivesCursors: true,
      cacheControl: 'private, No-Store, max-age=0',
    },
    addresses: {
      ...TO_THE_LETTER,
      toSlug: (count) => `${prefix}~${(count * 7919).toString(36).toUpperCase()}.${code}`,
      toCursor: (number) => `${code}+/=&%20#${String(number)}`,
      isAbsolute: true,
    },
    properties: {
      ...TO_THE_LETTER,
      toTime: (ms) => new Date(ms).toISOString(),
      order: (fields) => fields.toReversed(),
      dress: (value) => ({
        [code]: { by: code },
        ...Object.fromEntries(Object.entries(value).reverse()),
        note: null,
      }),
    },
    pages: { ...TO_THE_LETTER, toPageSize: (limit) => Math.ceil(limit / 2), endsEmpty: true },
    bare: { ...TO_THE_LETTER, repeatStatus: 200, isBare: true },
  };
  return freedoms[name];
}
