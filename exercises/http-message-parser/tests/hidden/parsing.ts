import { random, step, subjectModule } from '@touchstone/kit';

export type Field = [name: string, value: string];

/** A request as the tests compare it: its body as text, one character for each byte. */
export interface Request {
  method: string;
  target: string;
  version: string;
  headers: Field[];
  body: string;
  trailers: Field[];
}

export interface Feed {
  requests: Request[];
  error: string | null;
}

export interface Options {
  maxHeaderBytes?: number;
  maxBodyBytes?: number;
}

export const toBytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
export const toText = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

/** Input as a learner can read it in a message. */
export const show = (input: string) => {
  const quoted = JSON.stringify(input);
  return quoted.length <= 120 ? quoted : `${quoted.slice(0, 100)}… (${input.length} bytes)`;
};

/** A parser of the learner's that is fed and answers with text. */
export async function newParser(options?: Options) {
  const parser = await subjectModule.callForObject('createParser', ...(options ? [options] : []));
  return {
    feed: async (input: string): Promise<Feed> =>
      checkFeed(input, await step(`feed ${show(input)}`, () => parser.call('feed', toBytes(input)))),
    end: () => step('end', () => parser.call('end')),
  };
}

async function checkFeed(input: string, value: unknown): Promise<Feed> {
  await step(`what feed returned for ${show(input)}`, () => {
    expect(value).toEqual({ requests: expect.any(Array), error: nullOrString(value) });
  });
  const { requests, error } = value as {
    requests: (Omit<Request, 'body'> & { body: unknown })[];
    error: string | null;
  };
  await step('the body of each request (bytes)', () => {
    for (const { body } of requests) expect(body).toBeInstanceOf(Uint8Array);
  });
  return {
    requests: requests.map((request) => ({ ...request, body: toText(request.body as Uint8Array) })),
    error,
  };
}

/** What `error` has to equal: null, or any text. */
function nullOrString(value: unknown): unknown {
  const { error } = (value ?? {}) as { error?: unknown };
  return error === null ? null : expect.any(String);
}

/** Feeds a new parser in one piece. */
export async function parse(input: string, options?: Options): Promise<Feed> {
  return (await newParser(options)).feed(input);
}

export async function expectRequests(input: string, requests: Request[], options?: Options): Promise<void> {
  const feed = await parse(input, options);
  await step(`what feed returned for ${show(input)}`, () => expect(feed).toEqual({ requests, error: null }));
}

export async function expectRefusal(input: string, error: string, options?: Options): Promise<void> {
  const feed = await parse(input, options);
  await step(`what feed returned for ${show(input)}`, () => expect(feed).toEqual({ requests: [], error }));
}

/** Text of header lines, ready to stand before the empty line. */
export const lines = (...fields: string[]) => fields.map((field) => `${field}\r\n`).join('');

export const request = (parts: Partial<Request> = {}): Request => ({
  method: 'GET',
  target: '/',
  version: '1.1',
  headers: [['host', 'a']],
  body: '',
  trailers: [],
  ...parts,
});

export interface Sample {
  wire: string;
  expected: Request;
}

/** A valid request with random content, framed in one of the three ways. */
export function sampleRequest(
  framing: 'none' | 'length' | 'chunked' = random.pick(['none', 'length', 'chunked']),
): Sample {
  const host = `${random.word()}.example`;
  const target = `/${random.word()}?q=${random.word(3)}`;
  const start = `POST ${target} HTTP/1.1\r\nHost: ${host}\r\n`;
  const expected = request({ method: 'POST', target, headers: [['host', host]] });
  if (framing === 'none') return { wire: `${start}\r\n`, expected };
  const body = `${random.word(3)}\xff\xc3\xa9${toText(random.bytes(random.integer(5, 30)))}`;
  if (framing === 'length') {
    expected.headers.push(['content-length', String(body.length)]);
    return { wire: `${start}Content-Length: ${body.length}\r\n\r\n${body}`, expected: { ...expected, body } };
  }
  const trailer: Field = ['x-sum', random.word()];
  expected.headers.push(['transfer-encoding', 'chunked']);
  const wire = `${start}Transfer-Encoding: chunked\r\n\r\n${chunked(body)}X-Sum: ${trailer[1]}\r\n\r\n`;
  return { wire, expected: { ...expected, body, trailers: [trailer] } };
}

/** The chunks of a body up to and with the last one; the trailer section is the caller's. */
export function chunked(body: string): string {
  const cut = random.integer(1, body.length - 1);
  const chunk = (data: string) => `${data.length.toString(16)}\r\n${data}\r\n`;
  return `${chunk(body.slice(0, cut))}${chunk(body.slice(cut))}0\r\n`;
}
