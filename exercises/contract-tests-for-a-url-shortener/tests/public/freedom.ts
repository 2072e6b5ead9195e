/** What the contract leaves open, decided in one way. */
export interface Freedom {
  readonly toSlug: (count: number) => string;
  readonly toCursor: (number: number) => string;
  readonly toTime: (ms: number) => string;
  readonly toSentence: (status: number) => string;
  /** In which order a refusal names the properties that are wrong. */
  readonly order: (fields: readonly string[]) => readonly string[];
  /** Puts properties into another order, or adds some. */
  readonly dress: (value: object) => object;
  /** What follows `application/json` and `application/problem+json`. */
  readonly mediaParameter: string;
  /** Whether the Location of a new link has a scheme and a host. */
  readonly isAbsolute: boolean;
  readonly repeatStatus: 200 | 201;
  /** Whether a key says nothing of its URL in another body: such a request makes a link as one without a key does. */
  readonly forgivesKeys: boolean;
  /** Whether the list begins anew at a cursor that nobody was given. */
  readonly forgivesCursors: boolean;
  readonly redirectStatus: 302 | 307;
  readonly cacheControl: string;
  /** How many links are on a page, where `limit` is asked for. */
  readonly toPageSize: (limit: number) => number;
  /** Whether an empty page follows the last link. */
  readonly endsEmpty: boolean;
  /** Whether nothing is answered that no consumer reads. */
  readonly isBare: boolean;
}

const SENTENCES: Readonly<Record<number, string>> = {
  400: 'The request is not valid.',
  404: 'There is nothing here.',
  409: 'This alias is taken.',
  410: 'This link is gone.',
  422: 'This key belongs to another request.',
};

export const TO_THE_LETTER: Freedom = {
  toSlug: (count) => `s${(count * 7919 + 46_656).toString(36)}`,
  toCursor: (number) => `after-${number}`,
  toTime: (ms) => `${new Date(ms).toISOString().slice(0, 19)}Z`,
  toSentence: (status) => SENTENCES[status] ?? 'This failed.',
  order: (fields) => fields,
  dress: (value) => value,
  mediaParameter: '',
  isAbsolute: false,
  repeatStatus: 201,
  forgivesKeys: false,
  forgivesCursors: false,
  redirectStatus: 302,
  cacheControl: 'no-store',
  toPageSize: (limit) => limit,
  endsEmpty: false,
  isBare: false,
};
