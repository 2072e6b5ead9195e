import { random } from '@touchstone/kit';
import { BookingService, TO_THE_LETTER, type Freedom } from './booking-service.ts';

export type RightName = 'letter' | 'sentences' | 'ids' | 'properties' | 'mistakes';

/** The same rules, each time with another use of what the specification leaves open. */
function listFreedoms(): Record<RightName, Freedom> {
  const { word } = random;
  const prefix = `${word(4)}~`;
  const code = word(6);
  return {
    letter: TO_THE_LETTER,
    sentences: {
      ...TO_THE_LETTER,
      toSentence: (status) => `${code}: no, said the landlady (${String(status * 7)})`,
    },
    ids: { ...TO_THE_LETTER, toId: (count) => `${prefix}${(count * 7919).toString(36)}.${code}` },
    properties: {
      ...TO_THE_LETTER,
      contentType: 'application/json; charset=utf-8',
      dress: (value) => ({
        [code]: { by: code },
        ...Object.fromEntries(Object.entries(value).reverse()),
        note: null,
      }),
    },
    mistakes: { ...TO_THE_LETTER, lastMistakeFirst: true },
  };
}

/** Can be called only in a test or a hook. */
export function aRightService(name: RightName): BookingService {
  return new BookingService(listFreedoms()[name]);
}

export function anyFreedom(): Freedom {
  return random.pick(Object.values(listFreedoms()));
}
