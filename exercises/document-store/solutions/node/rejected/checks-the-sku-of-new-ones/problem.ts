/** A refusal with its HTTP status. */
export class Problem extends Error {
  status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

// U+0000 in text, U+0000 in JSON, half a surrogate pair in JSON.
const UNSTORABLE = ['22021', '22P05', '22P02'];

export function toProblem(error: unknown): Problem {
  const { code = '', status = 500, message } = error as Error & { code?: string; status?: number };
  if (UNSTORABLE.includes(code)) return new Problem(400, 'there is text in it that cannot be stored');
  return new Problem(status, status >= 500 ? 'something went wrong' : message);
}
