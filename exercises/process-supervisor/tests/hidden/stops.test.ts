import { eventually, step } from '@touchstone/kit';
import { PATIENCE_MS, cancel, done, endOf, look, shell, start, untilDone, type Limits } from './jobs.ts';
import {
  aName,
  arrival,
  leaveNothing,
  giveTimeFor,
  puppetCommand,
  type Manner,
  type Puppet,
} from './puppets.ts';

/** In which somebody would be killed who still has time. */
const MISHAP_MS = 200;
const SHORT_GRACE_MS = 200;
/** In which a signal has been sent that is due. */
const SIGNAL_MS = 2000;
/** In which a test hears of what has happened. */
const NEWS_MS = 1000;
/** So long that a shell and its child are there before, on a slow machine too. */
const TIMEOUT_MS = 1200;

describe('Stops', () => {
  afterEach(leaveNothing);

  it('sends SIGTERM to all processes of a job that takes too long, and lets them finish', async () => {
    const [id, shellProcess] = await startPuppet('polite', { timeoutMs: TIMEOUT_MS });
    const child = await shellProcess.begets('a child of the shell', 'polite');
    await look(id);

    await giveTimeFor(() => shellProcess.signals.length > 0, TIMEOUT_MS + SIGNAL_MS);
    await step('signals that the shell and its child got', () =>
      eventually(
        () => expect([shellProcess.signals, child.signals]).toEqual([['SIGTERM'], ['SIGTERM']]),
        NEWS_MS,
      ),
    );
    await giveTimeFor(() => shellProcess.isGone || child.isGone, MISHAP_MS);
    await step('whether the shell and its child were killed while they had time', () =>
      expect([shellProcess.isGone, child.isGone]).toEqual([false, false]),
    );
    child.tell('exit 0');
    shellProcess.tell('exit 9');

    const job = await untilDone(id, 'a job that has ended after SIGTERM');
    await step('a job that was told to stop, and whose shell then exited with 9', () =>
      expect(endOf(job)).toEqual(done('timeout', { exitCode: 9 })),
    );
    await step('signals in all', () => expect(shellProcess.signals).toEqual(['SIGTERM']));
  });

  it('kills all that ignore SIGTERM when the grace is over', async () => {
    const [id, shellProcess] = await startPuppet('deaf', { graceMs: SHORT_GRACE_MS });
    const child = await shellProcess.begets('a child of the shell', 'deaf', '>/dev/null 2>&1');

    await cancel(id);

    const job = await untilDone(id, 'a cancelled job that ignores SIGTERM');
    await step('a cancelled job that ignores SIGTERM', () =>
      expect(endOf(job)).toEqual(done('cancelled', { signal: 'SIGKILL' })),
    );
    await expectGone(shellProcess, 'the shell');
    await expectGone(child, 'the child of the shell');
  });

  it('kills a child that ignores SIGTERM when its shell does not', async () => {
    const [id, shellProcess] = await startPuppet('plain', { graceMs: SHORT_GRACE_MS });
    // Without the pipes of the job, which would tell that it is still there.
    const child = await shellProcess.begets('a child of the shell', 'deaf', '>/dev/null 2>&1');

    await cancel(id);
    await untilGone(shellProcess, 'the shell');

    const job = await untilDone(id, 'a cancelled job whose child ignores SIGTERM');
    await step('a cancelled job whose shell was ended by SIGTERM', () =>
      expect(endOf(job)).toEqual(done('cancelled', { signal: 'SIGTERM' })),
    );
    await expectGone(child, 'the child of the shell');
  });

  it('stops what a job leaves behind, and is not done before', async () => {
    const [id, shellProcess] = await startPuppet('plain');
    const child = await shellProcess.begets('a child in the background', 'polite', '>/dev/null 2>&1');
    await look(id);

    shellProcess.tell('exit 0');
    await untilGone(shellProcess, 'the shell');
    await giveTimeFor(async () => child.signals.length > 0 || (await look(id)).state === 'done', SIGNAL_MS);
    await step('a job whose shell has exited and whose child is still there', async () =>
      expect(await look(id)).toMatchObject({ state: 'running', outcome: null }),
    );
    await step('signals that this child got', () => expect(child.signals).toEqual(['SIGTERM']));
    child.tell('exit 3');

    const job = await untilDone(id, 'a job whose last process has ended');
    await step('a job whose shell exited with 0, and whose child was stopped', () =>
      expect(endOf(job)).toEqual(done('ended', { exitCode: 0 })),
    );
  });

  it('leaves no zombies', async () => {
    const [id, puppet] = await startPuppet('deaf', { graceMs: 1 });
    await puppet.begets('a child of the shell', 'deaf', '>/dev/null 2>&1');
    await cancel(id);
    const ended = [id, await shell('exit 1'), await shell('kill -9 $$')];
    for (const each of ended) await untilDone(each, 'a job that has ended');

    await step('zombies in the process table, seen by another job', () =>
      eventually(async () => {
        const job = await untilDone(
          await start(['/bin/bash', '-c', LIST_ZOMBIES]),
          'a job that looks for zombies',
        );
        expect(job.stdout.tail).toBe('');
      }, SEVERAL_LOOKS_MS),
    );
  });
});

/** Somebody may just be about to be waited for. */
const SEVERAL_LOOKS_MS = 1500;
const LIST_ZOMBIES = `for status in /proc/[0-9]*/status; do
  while read -r key value; do
    case $key in
      Name:) name=$value ;;
      State:) case $value in Z*) echo "$name" ;; esac ;;
    esac
  done < "$status"
done 2>/dev/null
true`;

async function startPuppet(manner: Manner, limits?: Limits): Promise<[string, Puppet]> {
  const name = aName();
  const id = await start(await puppetCommand(name, manner), limits);
  return [id, await arrival(name, 'the shell of the job')];
}

async function untilGone(puppet: Puppet, who: string): Promise<void> {
  await step(`whether ${who} is gone`, () => eventually(() => expect(puppet.isGone).toBe(true), PATIENCE_MS));
}

/** Of a job that is done: whoever belonged to it has gone before, and only the news may be under way. */
async function expectGone(puppet: Puppet, who: string): Promise<void> {
  await step(`whether ${who} is gone when the job is done`, () =>
    eventually(() => expect(puppet.isGone).toBe(true), NEWS_MS),
  );
}
