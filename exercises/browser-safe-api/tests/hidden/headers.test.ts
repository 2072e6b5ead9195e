import { random, step, subject } from '@touchstone/kit';
import {
  announce,
  APP,
  aName,
  aStranger,
  json,
  openAccount,
  readAccount,
  sendHead,
  signIn,
  type Head,
  type Headers,
} from './accounts.ts';
import { Page } from './page.ts';

type Answers = readonly (readonly [what: string, answer: Head])[];

async function listSuccesses(headers: Headers = {}): Promise<Answers> {
  const account = await openAccount();
  const { bearer } = account;
  const cookie = await signIn(account);
  return [
    ['GET /countries', await subject.get('/countries', { headers })],
    ['POST /accounts', await subject.post('/accounts', { headers, json: { name: aName() } })],
    ['GET /account', await readAccount({ ...bearer, ...headers })],
    [
      'PATCH /account',
      await subject.patch('/account', { headers: { ...bearer, ...headers }, json: { name: aName() } }),
    ],
    ['POST /session', await subject.post('/session', { headers: { ...bearer, ...headers } })],
    [
      'DELETE /session',
      await subject.delete('/session', { headers: { origin: APP, ...headers, ...cookie } }),
    ],
    ['a preflight', await new Page(APP).preflight('PATCH', '/account', ['content-type'])],
  ];
}

async function listRefusals(headers: Headers = {}): Promise<Answers> {
  const cookie = await signIn(await openAccount());
  const post = async (type: string, body: string) =>
    subject.post('/accounts', { headers: { ...headers, 'content-type': type }, body });
  return [
    ['GET /account of nobody', await readAccount(headers)],
    ['GET of what is not there', await subject.get(`/${random.word(12)}`, { headers })],
    ['POST of half a body', await post('application/json', '{"name":')],
    ['POST of plain text', await post('text/plain', json({ name: aName() }))],
    [
      'a forged PATCH /account',
      await subject.patch('/account', {
        headers: { ...headers, ...cookie, origin: aStranger() },
        json: { name: aName() },
      }),
    ],
  ];
}

/** Of which most come before a program gets to its routes. */
async function listRefusalsOfSize(headers: Headers = {}): Promise<Answers> {
  const crowd = Object.fromEntries(Array.from({ length: 80 }, (_, i) => [`x-${i}`, '1']));
  return [
    ['POST of 10 MiB', await sendHead('POST of 10 MiB', 'POST', '/accounts', announce(10_485_760, headers))],
    ['GET of a long address', await subject.get(`/countries?x=${'x'.repeat(3000)}`, { headers })],
    ['GET with 80 headers more', await subject.get('/countries', { headers: { ...crowd, ...headers } })],
  ];
}

/** The directives of a policy by their names; the first of a name counts. */
function readPolicy(policy = ''): Map<string, string> {
  const directives = new Map<string, string>();
  for (const directive of policy.split(';')) {
    const [name = '', ...values] = directive.trim().split(/\s+/);
    if (!directives.has(name.toLowerCase())) directives.set(name.toLowerCase(), values.join(' '));
  }
  return directives;
}

async function expectGuarded(answers: Answers): Promise<void> {
  for (const [what, { headers }] of answers) {
    const policy = readPolicy(headers['content-security-policy']);
    const found = {
      'X-Content-Type-Options': headers['x-content-type-options']?.toLowerCase() ?? 'missing',
      'default-src': policy.get('default-src') ?? 'missing',
      'frame-ancestors': policy.get('frame-ancestors') ?? 'missing',
      'Referrer-Policy': headers['referrer-policy']?.toLowerCase() ?? 'missing',
    };
    await step(`headers of ${what}, and directives of its Content-Security-Policy`, () =>
      expect(found).toEqual({
        'X-Content-Type-Options': 'nosniff',
        'default-src': "'none'",
        'frame-ancestors': "'none'",
        'Referrer-Policy': 'no-referrer',
      }),
    );
  }
}

describe('Headers', () => {
  it('stand on every success', async () => {
    await expectGuarded(await listSuccesses());
  });

  it('stand on every refusal', async () => {
    await expectGuarded(await listRefusals());
  });

  it('stand on refusals of what is too large', async () => {
    await expectGuarded(await listRefusalsOfSize());
  });

  it('ask for HTTPS where the request came over HTTPS, and nowhere else', async () => {
    for (const [what, { headers }] of [
      ...(await listSuccesses({ 'x-forwarded-proto': 'https' })).slice(0, -1),
      ...(await listRefusals({ 'x-forwarded-proto': 'https' })),
    ]) {
      const policy = headers['strict-transport-security'];
      const seconds = /(?:^|;)\s*max-age="?(\d+)"?/i.exec(policy ?? '')?.[1] ?? '0';
      await step(`max-age of Strict-Transport-Security (${policy ?? 'missing'}), over HTTPS: ${what}`, () =>
        expect(Number(seconds)).toBeGreaterThanOrEqual(31_536_000),
      );
    }
    for (const over of [{ 'x-forwarded-proto': 'http' }, {}] as Headers[])
      for (const [what, { headers }] of [...(await listSuccesses(over)), ...(await listRefusals(over))])
        await step(`Strict-Transport-Security, with ${json(over)} in the request: ${what}`, () =>
          expect(headers['strict-transport-security'] ?? 'missing').toBe('missing'),
        );
  });

  it('do not tell what the service is made of', async () => {
    for (const [what, { headers }] of [...(await listSuccesses()), ...(await listRefusals())]) {
      await step(`X-Powered-By of ${what}`, () =>
        expect(headers['x-powered-by'] ?? 'missing').toBe('missing'),
      );
      await step(`Server of ${what}`, () => expect(headers.server ?? '').not.toMatch(/\d/));
    }
  });

  it('let nobody keep what is private', async () => {
    for (const [what, { headers }] of [...(await listSuccesses()), ...(await listRefusals())]) {
      const directives = (headers['cache-control'] ?? 'missing')
        .toLowerCase()
        .split(',')
        .map((directive) => directive.trim())
        .sort();
      await step(`Cache-Control of ${what}`, () =>
        expect(directives.join(', ')).toBe(what === 'GET /countries' ? 'max-age=3600, public' : 'no-store'),
      );
    }
  });

  it('say JSON, of bodies that repeat nothing', async () => {
    const word = random.word(12);
    const post = async (type: string, body: string) =>
      subject.post('/accounts', { headers: { 'content-type': type }, body });
    for (const [what, answer] of [
      ['GET of what is not there', await subject.get(`/${word}`)],
      ['GET of a path with a tag in it', await subject.get(`/%3Cb%3E${word}?q=%3Cscript%3E${word}`)],
      ['PUT, which no path has', await subject.put(`/${word}`, { json: { name: word } })],
      ['POST of what is no JSON', await post('application/json', word)],
      ['POST of half a body', await post('application/json', `{"name":"${word}`)],
      ['POST of another type', await post(`text/${word}`, word)],
      ['POST of a name that is none', await post('application/json', json({ name: { [word]: word } }))],
      ['GET with a token of nobody', await readAccount({ authorization: `Bearer ${word}` })],
    ] as const) {
      await step(`${what}: Content-Type`, () =>
        expect(answer).toHaveHeader('content-type', /^application\/json *(;|$)/i),
      );
      await step(`${what}: the body`, () => {
        expect(answer).toHaveJson({ error: expect.stringMatching(/./) });
        expect(answer.text).not.toContain(word);
      });
    }
  });
});
