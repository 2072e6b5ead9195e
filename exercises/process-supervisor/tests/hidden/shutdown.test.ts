import { step, subject } from '@touchstone/kit';
import { LONG_GRACE_MS, PATIENCE_MS, look, post, start } from './jobs.ts';
import {
  aName,
  arrival,
  dismissPuppets,
  giveTimeFor,
  isHere,
  puppetCommand,
  type Puppet,
} from './puppets.ts';

/** When the platform kills. */
const KILL_AFTER_MS = 12_000;
const SHORT_GRACE_MS = 200;
/** In which a signal has been sent that is due. */
const SIGNAL_MS = 2500;
/** In which a test hears of what has happened. */
const NEWS_MS = 1000;
/** In which a program ends that takes a second SIGTERM for something else than the first. */
const AFTER_SECOND_MS = 100;
/** In which a program ends that does not wait, and a job starts that should not. */
const MISHAP_MS = 600;

describe('Shutdown', () => {
  let seen: Awaited<ReturnType<typeof watchShutdown>>;

  beforeAll(async () => {
    seen = await watchShutdown();
  });
  afterAll(dismissPuppets);

  it('passes SIGTERM on to all processes of all jobs', async () => {
    await step('signals that the shells of three jobs got', () =>
      expect(seen.signals).toEqual([['SIGTERM'], ['SIGTERM'], ['SIGTERM']]),
    );
    await step('signals that the child of a shell got', () =>
      expect(seen.signalsOfChild).toEqual(['SIGTERM']),
    );
  });

  it('takes no new job, and starts none that waits', async () => {
    await step('POST /jobs after SIGTERM', () => expect(seen.refusal).toBe(503));
    await step('whether the job that waited has started', () => expect(seen.hasStarted).toBe(false));
  });

  it('kills a job that ignores SIGTERM when its grace is over, and no other', async () => {
    await step(`whether a job is still there that ignores SIGTERM and has ${SHORT_GRACE_MS} ms`, () =>
      expect(seen.isDeafOneThere).toBe(false),
    );
    await step(`whether the others, which have ${LONG_GRACE_MS} ms, are still there then`, () =>
      expect(seen.areOthersThere).toEqual([true, true, true, true]),
    );
  });

  it('waits for the last process, and exits with 0', async () => {
    await step('what a child said after SIGTERM had come twice and the shells had exited', () =>
      expect(seen.lastWords).toEqual(['SIGTERM', 'finished']),
    );
    await step('the end of the program', () => expect(seen.exit).toEqual({ exited: true, exitCode: 0 }));
  });
});

/** Four jobs run, of which one ignores SIGTERM and one has a child, and one waits. */
async function watchShutdown() {
  const names = Array.from({ length: 3 }, aName);
  const [deafName, lateName] = [aName(), aName()];
  for (const name of names) await start(await puppetCommand(name, 'polite'));
  const id = await start(await puppetCommand(deafName, 'deaf'), { graceMs: SHORT_GRACE_MS });
  const shells: Puppet[] = [];
  for (const name of names) shells.push(await arrival(name, 'each of four jobs'));
  const deaf = await arrival(deafName, 'each of four jobs');
  const child = await shells[0]!.begets('a child of a shell', 'polite', '>/dev/null 2>&1');
  await start(await puppetCommand(lateName, 'plain'));
  await look(id);

  const ending = terminate();
  const polite = [...shells, child];
  const haveAllHeard = () => polite.every(({ signals, isGone }) => isGone || signals.length > 0);
  await giveTimeFor(() => deaf.isGone || haveAllHeard(), SIGNAL_MS);
  await giveTimeFor(haveAllHeard, NEWS_MS);
  const refusal = await post(['true']).then(
    ({ status }) => status,
    () => 'no answer',
  );
  await giveTimeFor(() => deaf.isGone, SIGNAL_MS);
  const isDeafOneThere = !deaf.isGone;
  const areOthersThere = polite.map(({ isGone }) => !isGone);
  deaf.letGo();
  // Who is gone after the first signal needs no second.
  if (!child.isGone) await subject.terminate({ graceMs: AFTER_SECOND_MS });
  for (const shell of shells) shell.tell('exit 0');
  await giveTimeFor(() => shells.every(({ isGone }) => isGone), PATIENCE_MS);
  await giveTimeFor(() => child.isGone || isHere(lateName), MISHAP_MS);
  const hasStarted = isHere(lateName);
  child.tell('echo finished >&3; exit 0');
  await giveTimeFor(() => child.isGone, PATIENCE_MS);
  // Whoever is left now keeps nobody from ending any more.
  await dismissPuppets();
  const { exited, exitCode } = await ending;

  return {
    signals: shells.map(({ signals }) => signals),
    signalsOfChild: child.signals,
    refusal,
    isDeafOneThere,
    areOthersThere,
    hasStarted,
    lastWords: child.said.slice(1),
    exit: { exited, exitCode },
  };
}

/** Sends SIGTERM as the platform does, and has the program gone at the end, come what may. */
async function terminate(): Promise<{ exited: boolean; exitCode: number | null }> {
  const ended = await subject.terminate({ graceMs: KILL_AFTER_MS });
  if (!ended.exited) await subject.kill();
  return ended;
}
