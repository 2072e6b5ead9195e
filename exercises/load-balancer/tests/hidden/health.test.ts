import { step, subject } from '@touchstone/kit';
import {
  BAD,
  Checks,
  GOOD,
  NAMES,
  PATIENCE_MS,
  aPath,
  ask,
  askInTurn,
  askUntil,
  backEnds,
  expectApology,
  harms,
  isSoon,
  listAsked,
  openBackEnds,
  patienceWithChecks,
} from './back-ends.ts';

beforeEach(openBackEnds);

/** Between the beginnings of two checks: an answer may have missed its half second. */
const LATE_MS = 450;

describe('Health checks', () => {
  it('leave a back end in that never fails three in a row', async () => {
    harms();
    const rounds = [GOOD, BAD, BAD, GOOD, BAD, BAD, GOOD, BAD, BAD];
    let checks = new Checks(...rounds, GOOD);
    let names = await askUntil(() => checks.count > rounds.length);
    // On a machine that was too busy for a good answer to come in time, once more.
    for (let again = 0; again < 4 && checks.longestPauseMs > LATE_MS; again += 1) {
      await subject.restart();
      checks = new Checks(...rounds, GOOD);
      names = await askUntil(() => checks.count > rounds.length);
    }

    await step('checks of red, of which never three in a row went wrong', () =>
      expect(checks.count).toBeGreaterThan(rounds.length),
    );
    await step('the longest run of requests without red, where it is every third one’s turn', () =>
      expect(longestRunWithout('red', names)).toBeLessThanOrEqual(5),
    );
  });

  it('take a back end out that fails three in a row, and back in after two good ones in a row', async () => {
    harms();
    const failing = new Checks(BAD);
    await failing.untilOver(3, 'each time answered 500');
    await step('who answered 6 requests after three failed checks of red', async () =>
      expect(await askInTurn(6)).not.toContain('red'),
    );

    const rounds = [GOOD, BAD, GOOD, BAD, GOOD, BAD, GOOD, BAD];
    const recovering = new Checks(...rounds);
    const names = await askUntil(() => recovering.count > rounds.length);
    await step('checks of red, which is out', () => expect(recovering.count).toBeGreaterThan(rounds.length));
    await step('requests that red was sent while every second check failed', () =>
      expect(names.filter((name) => name === 'red').length).toBe(0),
    );

    const well = new Checks(GOOD);
    let last = '';
    await isSoon(() => well.count > 2, PATIENCE_MS);
    for (let i = 0; last !== 'red' && i < 200; i += 1) last = await ask();
    await step('who answers a request after all checks of red were good', () => expect(last).toBe('red'));
  });

  it('take a back end out that leaves three of them without an answer', async () => {
    harms();
    const checks = new Checks({ stall: true });
    await checks.untilOver(3, 'each time without an answer');

    await step('who answered 6 requests after three checks of red without an answer', async () =>
      expect(await askInTurn(6)).not.toContain('red'),
    );
  });

  it('leave nobody: 503 at once, and no request comes to a back end', async () => {
    harms();
    const counts = { red: 0, green: 0, blue: 0 };
    for (const name of NAMES)
      backEnds[name].respond(({ path }) => {
        if (path !== '/health') return {};
        counts[name] += 1;
        return BAD;
      });
    await isSoon(() => Math.min(...Object.values(counts)) > 3, patienceWithChecks());
    await step('the fewest checks of a back end, each answered 500', () =>
      expect(Math.min(...Object.values(counts))).toBeGreaterThan(3),
    );

    for (const method of ['GET', 'POST']) {
      const path = aPath();
      expectApology(await subject.request(method, path, { timeoutMs: PATIENCE_MS }), 503);
      await step(`how often ${method} ${path} came to a back end`, () =>
        expect(listAsked(path).length).toBe(0),
      );
    }
  });
});

function longestRunWithout(wanted: string, names: readonly string[]): number {
  let longest = 0;
  let run = 0;
  for (const name of names) {
    run = name === wanted ? 0 : run + 1;
    longest = Math.max(longest, run);
  }
  return longest;
}
