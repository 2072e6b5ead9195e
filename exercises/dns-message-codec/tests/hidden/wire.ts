import { A, type Message } from './messages.ts';

/** The bytes of messages, put together by hand so that they can also be wrong. */
export const u16 = (value: number) => [(value >> 8) & 255, value & 255];
export const u32 = (value: number) => [...u16(Math.floor(value / 65_536)), ...u16(value % 65_536)];

/** Labels without an end; one byte for each character. */
export const labels = (...texts: string[]) =>
  texts.flatMap((text) => [text.length, ...Buffer.from(text, 'latin1')]);
export const name = (...texts: string[]) => [...labels(...texts), 0];
export const pointer = (offset: number) => [0xc0 | (offset >> 8), offset & 255];

export const questionBytes = (nameBytes: number[], type = A, space = 1) => [
  ...nameBytes,
  ...u16(type),
  ...u16(space),
];

interface Fixed {
  class?: number;
  ttl?: number;
  /** What RDLENGTH says, when that is a lie. */
  length?: number;
}

export const recordBytes = (nameBytes: number[], type: number, data: number[], fixed: Fixed = {}) => [
  ...questionBytes(nameBytes, type, fixed.class ?? 1),
  ...u32(fixed.ttl ?? 60),
  ...u16(fixed.length ?? data.length),
  ...data,
];

interface Sections {
  id?: number;
  flags?: number;
  questions?: number[][];
  answers?: number[][];
  authorities?: number[][];
  additionals?: number[][];
  /** What the header says, when that is a lie. */
  counts?: Partial<Record<'questions' | 'answers' | 'authorities' | 'additionals', number>>;
}

export function wire(sections: Sections): number[] {
  const { questions = [], answers = [], authorities = [], additionals = [], counts = {} } = sections;
  return [
    ...u16(sections.id ?? 0),
    ...u16(sections.flags ?? 0),
    ...u16(counts.questions ?? questions.length),
    ...u16(counts.answers ?? answers.length),
    ...u16(counts.authorities ?? authorities.length),
    ...u16(counts.additionals ?? additionals.length),
    ...questions.flat(),
    ...answers.flat(),
    ...authorities.flat(),
    ...additionals.flat(),
  ];
}

/** Which bit of the second 16 bits of a message each flag is. */
export const FLAG_BITS = {
  response: 0x8000,
  authoritative: 0x0400,
  truncated: 0x0200,
  recursionDesired: 0x0100,
  recursionAvailable: 0x0080,
} as const satisfies Partial<Record<keyof Message, number>>;
