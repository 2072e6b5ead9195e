import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sweepForCanaries } from './canary-sweep.js';
import { BOUNDS, CorpusRun, type Sight } from './corpus-run.js';
import { takenOf, type Taken } from './host-watch.js';
import { readCorpus, type HostileCase } from './hostile-case.js';
import { makeCanaries } from './target-exercises.js';

/** `TOUCHSTONE_HOSTILE=C01,D`: only these ids or letters. */
const ONLY = (process.env['TOUCHSTONE_HOSTILE'] ?? '').split(',').filter(Boolean);
const CORPUS = readCorpus(ONLY);
const JUDGED = CORPUS.filter(({ expected }) => expected !== 'refused');
const REFUSED = CORPUS.filter(({ expected }) => expected === 'refused');
/** Later cases wait for their turn in a lane. */
const WHOLE_CORPUS_MS = 20 * 60_000;

const canaries = makeCanaries();
let run: CorpusRun;
let sights: Map<string, Promise<Sight[]>>;

beforeAll(async () => {
  run = await CorpusRun.start(canaries);
  sights = run.startAll(JUDGED, judgeRepeatedly);
}, 120_000);
afterAll(() => run?.stop(), 60_000);

async function judgeRepeatedly(one: HostileCase): Promise<Sight[]> {
  const seen: Sight[] = [];
  for (let n = 0; n < one.repeat; n++) seen.push(await run.judge(one));
  return seen;
}

it('judges the neighbour alone', () => {
  expect(run.alone).toBe('accepted');
});

for (const one of JUDGED) {
  it(
    `${one.name} comes to its outcome, is told why, and leaves nothing behind`,
    async () => {
      for (const sight of await sights.get(one.name)!) {
        expect(shown(sight)).toEqual({ ...shown(sight), outcome: one.expected, attempt: 1 });
        expectWhatIsRead(one, sight);
        expectNothingLeft(one, sight);
      }
    },
    WHOLE_CORPUS_MS,
  );
}

/** With the cause and the log: what one wants to read when an expectation fails. */
function shown({ detail, stored }: Sight) {
  const failures = stored.tests.flatMap(({ id, failure }) => (failure ? [`${id}: ${failure.message}`] : []));
  const { outcome, attempt } = detail;
  return {
    outcome,
    attempt,
    cause: stored.cause,
    failures,
    logTail: stored.logTail,
    build: stored.buildOutput,
  };
}

function expectWhatIsRead(one: HostileCase, { detail, stored, events }: Sight): void {
  const read = JSON.stringify({ detail, events });
  const told = [stored.cause, ...stored.tests.map(({ failure }) => failure?.message ?? '')].join('\n');
  if (one.cause !== undefined) expect(told).toContain(one.cause);
  const log = `${stored.buildOutput}\n${stored.logTail}`;
  const missing = one.logs.filter((line) => !log.split('\n').includes(line));
  expect({ missing, log }).toEqual({ missing: [], log });
  for (const secret of one.never) expect(read).not.toContain(secret);
  // Not even the program may have seen one.
  for (const canary of Object.values(canaries)) expect(`${read}${log}`).not.toContain(canary);
  expect(detail.verdict?.nextStep).toMatch(/\w/);
}

function expectNothingLeft(one: HostileCase, sight: Sight): void {
  // The subject at least: otherwise nobody looked.
  expect(sight.containers).toBeGreaterThanOrEqual(1);
  expect(sight.left).toEqual([]);
  expect({ verdictRows: sight.verdictRows, tries: sight.tries }).toEqual({ verdictRows: 1, tries: 1 });
  expect(sight.tookMs).toBeLessThan(one.withinMs);
  expectHostBack(sight.taken, BOUNDS);
  expect(sight.neighbours.length).toBeGreaterThan(0);
  expect(sight.neighbours.filter((outcome) => outcome !== run.alone)).toEqual([]);
}

function expectHostBack(taken: Taken, bounds: Taken): void {
  expect(taken.tcpMemoryMib).toBeLessThan(bounds.tcpMemoryMib);
  expect(taken.diskMib).toBeLessThan(bounds.diskMib);
  expect(taken.inodes).toBeLessThan(bounds.inodes);
}

for (const one of REFUSED) {
  it(`${one.name} is refused by the API, and nothing is stored`, async () => {
    const { status, body, submissions } = await run.refuse(one);

    expect({ status, code: (JSON.parse(body) as { code: string }).code, submissions }).toEqual({
      status: one.status,
      code: one.code,
      submissions: 0,
    });
    for (const canary of Object.values(canaries)) expect(body).not.toContain(canary);
  });
}

describe('after the whole corpus', () => {
  it('judged every neighbour as if it had been alone', async () => {
    const spans = await run.quiet();

    expect(spans.map(({ outcome }) => outcome)).toEqual(spans.map(() => 'accepted'));
  }, 60_000);

  it('answered its health endpoint all the time', () => {
    expect(run.unanswered).toEqual([]);
  });

  it('has the host as it was: TCP memory, disk, inodes, volumes, networks', async () => {
    const { volumes, networks } = run.before;
    const after = await run.watch.levels();

    expectHostBack(takenOf(run.before, after), { ...BOUNDS, diskMib: 256 });
    expect({ volumes: after.volumes, networks: after.networks }).toEqual({ volumes, networks });
  });

  it('told nobody but the staff a canary, in any answer, event, log or cause', async () => {
    const { found, read } = await sweepForCanaries({
      platform: run.platform,
      canaries: Object.values(canaries),
      owner: run.attacker,
      stranger: run.neighbour,
      submissionIds: run.submissionIds,
      exercises: run.targets.exercises,
      tracks: ['targets'],
      events: run.events,
    });

    expect(found).toEqual([]);
    expect(read).toBeGreaterThan(3 * run.submissionIds.length);
  }, 180_000);
});
