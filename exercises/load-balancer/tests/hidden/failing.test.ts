import { random, step, subject } from '@touchstone/kit';
import {
  BAD,
  PATIENCE_MS,
  aPath,
  expectApology,
  harms,
  isSoon,
  listAsked,
  openBackEnds,
  patienceWithChecks,
  play,
  stopAtOnce,
  type Asked,
} from './back-ends.ts';

beforeEach(openBackEnds);

const namesOf = (asked: readonly Asked[]): string[] => asked.map(({ name }) => name).sort();
const timeoutMs = PATIENCE_MS;
/** Far more than the second after which a back end is given up. */
const SILENCE_MS = 5000;

describe('Failing back ends', () => {
  it('are left out when they refuse: every request goes to another, with its body', async () => {
    harms();
    await stopAtOnce('red', 'green');

    // All at once, so that some come to a back end that is down before checks can tell.
    await Promise.all(
      ['GET', 'POST', 'POST', 'PATCH', 'POST', 'GET'].map(async (method) => {
        const path = aPath();
        const body = method === 'GET' ? '' : random.sentence();
        const answer = await subject.request(method, path, { ...(body && { body }), timeoutMs });
        await step(`${method} ${path} while two of three back ends refuse connections`, () => {
          expect(answer).toHaveStatus(200);
          expect(listAsked(path).map(({ name, request }) => [name, request.body])).toEqual([['blue', body]]);
        });
      }),
    );
  });

  it('that break the connection to a GET are made good by another, each asked once at most', async () => {
    const once = aPath();
    play(({ path }, name) => ({ json: { by: name }, drop: path !== once || listAsked(once).length === 1 }));

    const answer = await subject.get(once, { timeoutMs });
    await step(`GET ${once}, to which the first back end breaks the connection`, () => {
      expect(answer).toHaveStatus(200);
      expect(new Set(namesOf(listAsked(once))).size).toBe(2);
    });

    const never = aPath();
    const apology = await subject.get(never, { timeoutMs });
    await step(`who was sent GET ${never}, to which every back end breaks the connection`, () =>
      expect(namesOf(listAsked(never))).toEqual(['blue', 'green', 'red']),
    );
    expectApology(apology, 502);
  });

  it('that say nothing for a second are given up: a GET goes to another, a POST is answered 504', async () => {
    const [get, post] = [aPath(), aPath()];
    play(({ path }, name) => ({ json: { by: name }, stall: path === post || listAsked(get).length === 1 }));

    const [got, posted] = await Promise.all([
      subject.get(get, { timeoutMs: SILENCE_MS }),
      subject.post(post, { body: 'one book', timeoutMs: SILENCE_MS }),
    ]);

    await step(`GET ${get}, to which the first back end says nothing`, () => expect(got).toHaveStatus(200));
    await step(`POST ${post}, to which nobody says anything`, () => expectApology(posted, 504));
    await step('how often the POST came to a back end', () => expect(listAsked(post).length).toBe(1));
  });

  it('never get a POST, a PATCH or any request with a body that came to another before', async () => {
    play(() => ({ drop: true }));

    for (const [method, body] of [
      ['POST', ''],
      ['PATCH', 'two books'],
      ['POST', 'one book'],
      ['PUT', 'three books'],
      ['DELETE', 'no book'],
    ] as const) {
      const path = aPath();
      const answer = await subject.request(method, path, { ...(body && { body }), timeoutMs });
      const what = `${method} ${path}${body && ' with a body'}`;
      await step(`how often ${what} came to a back end, of which each breaks the connection`, () =>
        expect(listAsked(path).length).toBe(1),
      );
      expectApology(answer, 502);
    }
  });

  it('that are out are not asked for what failed elsewhere either', async () => {
    harms();
    let checks = 0;
    const failCheck = () => {
      checks += 1;
      return BAD;
    };
    play(() => ({ drop: true }), failCheck);
    await isSoon(() => checks > 3, patienceWithChecks());
    await step('how often red was asked GET /health, each time answered 500', () =>
      expect(checks).toBeGreaterThan(3),
    );

    const path = aPath();
    const apology = await subject.get(path, { timeoutMs });

    await step(
      `who was sent GET ${path}, to which every back end breaks the connection, while red is out`,
      () => expect(namesOf(listAsked(path))).toEqual(['blue', 'green']),
    );
    expectApology(apology, 502);
  });

  it('have their answers passed on whatever they are, and nobody else is asked', async () => {
    for (const status of [500, 502, 503, 504, 429, 404]) {
      const [path, text] = [aPath(), random.sentence()];
      play(() => ({ status, text }));

      const answer = await subject.get(path, { timeoutMs });

      expect(answer).toHaveStatus(status);
      await step('its body', () => expect(answer.text).toBe(text));
      await step(`how often GET ${path}, answered ${status}, came to a back end`, () =>
        expect(listAsked(path).length).toBe(1),
      );
    }
  });
});
