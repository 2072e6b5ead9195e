import { eventually, sleep, step } from '@touchstone/kit';
import { PATIENCE_MS, cancel, done, endOf, look, start, untilDone } from './jobs.ts';
import { aName, arrival, giveTimeFor, isHere, leaveNothing, puppetCommand, type Puppet } from './puppets.ts';

const PLACES = 4;
/** In which a job would start that has no place. */
const MISHAP_MS = 200;
/** In which a program has noticed that a process has ended, and stops the others. */
const NOTICE_MS = 2000;

interface Placed {
  readonly id: string;
  readonly name: string;
}

describe('Places', () => {
  afterEach(leaveNothing);

  it('runs four jobs at once, and the others in the order in which they came', async () => {
    const running = await fillPlaces();
    const waiting: Placed[] = [];
    for (let i = 0; i < 3; i += 1) waiting.push(await place());

    await giveTimeFor(() => waiting.some(({ name }) => isHere(name)), MISHAP_MS);
    await step('states of seven jobs', async () =>
      expect(await statesOf([...running.jobs, ...waiting])).toEqual([
        ...Array.from({ length: PLACES }, () => 'running'),
        ...Array.from({ length: 3 }, () => 'waiting'),
      ]),
    );
    await step('which of those that wait have started', () =>
      expect(waiting.map(({ name }) => isHere(name))).toEqual([false, false, false]),
    );

    for (const [index, { name }] of waiting.entries()) {
      running.puppets[index]!.tell('exit 0');
      await arrival(name, `the next job, ${index + 1} of 3 that waited`);
      const rest = waiting.slice(index + 1).map((other) => isHere(other.name));
      await step('whether jobs behind it have started', () => expect(rest).toEqual(rest.map(() => false)));
    }
  });

  it('keeps the place of a job until its last process has ended', async () => {
    const { puppets } = await fillPlaces();
    const [shellProcess] = puppets as [Puppet, ...Puppet[]];
    const child = await shellProcess.begets('a child in the background', 'polite', '>/dev/null 2>&1');
    const next = await place();

    shellProcess.tell('exit 0');
    await step('whether the shell is gone', () =>
      eventually(() => expect(shellProcess.isGone).toBe(true), PATIENCE_MS),
    );
    await giveTimeFor(() => child.signals.length > 0 || isHere(next.name), NOTICE_MS);
    await giveTimeFor(() => isHere(next.name), 3 * MISHAP_MS);
    await step('whether a child of the shell is gone that has time left', () =>
      expect(child.isGone).toBe(false),
    );
    await step('whether the job that waits has started while a child of the shell is still there', () =>
      expect(isHere(next.name)).toBe(false),
    );
    child.tell('exit 0');

    await arrival(next.name, 'the job that waited, when the child is gone');
  });

  it('counts the time of a job from its start', async () => {
    const timeoutMs = 500;
    const { puppets } = await fillPlaces();
    const id = await start(['/bin/sh', '-c', 'exit 6'], { timeoutMs });

    await sleep(1.5 * timeoutMs);
    await step(`a job with ${timeoutMs} ms that has waited longer than that`, async () =>
      expect(await look(id)).toMatchObject({ state: 'waiting', outcome: null }),
    );
    puppets[0]!.tell('exit 0');

    const job = await untilDone(id, 'that job, when there is a place');
    await step('that job, which exits at once when it has its place', () =>
      expect(endOf(job)).toEqual(done('ended', { exitCode: 6 })),
    );
  });

  it('never starts a job that was cancelled while it waited', async () => {
    const { puppets } = await fillPlaces();
    const dropped = await place();
    const next = await place();

    await cancel(dropped.id);
    await step('a job that was cancelled while it waited', async () =>
      expect(endOf(await look(dropped.id))).toEqual(done('cancelled')),
    );
    puppets[0]!.tell('exit 0');
    await arrival(next.name, 'the job behind it');

    await step('whether the cancelled one has run', () => expect(isHere(dropped.name)).toBe(false));
    await step('that job, when its place has come', async () =>
      expect(endOf(await look(dropped.id))).toEqual(done('cancelled')),
    );
  });
});

async function place(): Promise<Placed> {
  const name = aName();
  return { name, id: await start(await puppetCommand(name, 'plain')) };
}

async function fillPlaces(): Promise<{ jobs: Placed[]; puppets: Puppet[] }> {
  const jobs: Placed[] = [];
  for (let i = 0; i < PLACES; i += 1) jobs.push(await place());
  const puppets: Puppet[] = [];
  for (const { name } of jobs) puppets.push(await arrival(name, 'each of the first four jobs'));
  await look(jobs[0]!.id);
  return { jobs, puppets };
}

async function statesOf(jobs: readonly Placed[]): Promise<string[]> {
  const states: string[] = [];
  for (const { id } of jobs) states.push((await look(id)).state);
  return states;
}
