import { random, step, subject } from '@touchstone/kit';
import { PATIENCE_MS, aPath, listAsked, openBackEnds } from './back-ends.ts';
import { Call, clearTheWire, playOnTheWire, until } from './wire.ts';

beforeEach(openBackEnds);
afterEach(clearTheWire);

describe('Requests and answers', () => {
  it('tell the back end what the client asked of whom, and every address on the way', async () => {
    const path = `${aPath()}/a%2Fb/../%C3%BC/?q=x%20y&q=%7e&empty=`;
    const host = `${random.word()}.example`;
    const before = `203.0.113.${random.integer(1, 250)}, 10.0.0.${random.integer(1, 250)}`;
    const body = random.sentence();
    const timeoutMs = PATIENCE_MS;

    await subject.put(path, {
      headers: { host, 'x-forwarded-for': before, 'x-kept': 'yes' },
      body,
      timeoutMs,
    });
    const alone = aPath();
    await subject.get(alone, { timeoutMs });

    const [asked] = listAsked(path);
    await step(`a request with a body comes to a back end at ${path}`, () =>
      expect([asked?.request.method, asked?.request.body]).toEqual(['PUT', body]),
    );
    const headers = asked?.request.headers;
    await step('its Host', () => expect(headers?.['host']).toBe(host));
    await step('a header of its own', () => expect(headers?.['x-kept']).toBe('yes'));
    await step(`its X-Forwarded-For, where the client sent ${before}`, () =>
      expect(headers?.['x-forwarded-for']).toBe(`${before}, 127.0.0.1`),
    );
    await step('X-Forwarded-For, where the client sent none', () =>
      expect(listAsked(alone)[0]?.request.headers['x-forwarded-for']).toBe('127.0.0.1'),
    );
  });

  it('lose the headers that are meant for one connection alone, in both directions', async () => {
    const secret = random.word(12);
    const come: Record<string, string | string[] | undefined>[] = [];
    await playOnTheWire((request, response) => {
      come.push({ ...request.headers });
      const connection = ['Connection', 'close, X-Rack', 'Keep-Alive', `timeout=${secret}`, 'X-Rack', secret];
      response.writeHead(200, [...connection, 'Proxy-Connection', secret, 'X-Kept', 'yes']);
      response.end();
    });

    const named = [
      'Connection',
      'close, X-Session-Hint ,x-trace',
      'x-session-hint',
      secret,
      'X-Trace',
      secret,
    ];
    const always = ['TE', `trailers;q=0.5`, 'Keep-Alive', `timeout=${secret}`, 'Proxy-Connection', secret];
    const call = new Call(aPath(), { headers: [...named, ...always, 'X-Kept', 'yes'] });
    await until('the answer comes', () => call.answer !== null);

    const told = come[0] ?? {};
    await step('a header for the back end', () => expect(told['x-kept']).toBe('yes'));
    for (const name of ['x-session-hint', 'x-trace', 'te', 'proxy-connection'])
      await step(`${name} at the back end`, () => expect(told[name]).toBe(undefined));
    await step('keep-alive at the back end', () => expect(told['keep-alive']).not.toBe(`timeout=${secret}`));

    const answered = call.answer!.headers;
    await step('a header for the client', () => expect(answered['x-kept']).toBe('yes'));
    for (const name of ['x-rack', 'proxy-connection'])
      await step(`${name} at the client`, () => expect(answered[name]).toBe(undefined));
    await step('keep-alive at the client', () =>
      expect(answered['keep-alive']).not.toBe(`timeout=${secret}`),
    );
  });

  it('tell the client the status, its reason, and each of several cookies', async () => {
    const reason = `Fine ${random.word()}`;
    const cookies = [
      `a=${random.word()}; Expires=Wed, 21 Oct 2037 07:28:00 GMT`,
      `b=${random.word()}; Path=/`,
    ];
    await playOnTheWire((_request, response) => {
      const headers = cookies.flatMap((cookie) => ['Set-Cookie', cookie]);
      response.writeHead(203, reason, [...headers, 'Content-Length', '2', 'Content-Type', 'text/x-poem']);
      response.end('ok');
    });

    const call = new Call(aPath());
    await until('the answer comes, whole', () => call.isWhole);

    const { statusCode, statusMessage, headers } = call.answer!;
    await step('status and reason', () => expect([statusCode, statusMessage]).toEqual([203, reason]));
    await step('Set-Cookie', () => expect(headers['set-cookie']).toEqual(cookies));
    await step('Content-Type', () => expect(headers['content-type']).toBe('text/x-poem'));
  });
});
