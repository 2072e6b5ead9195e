import { random, step, subject } from '@touchstone/kit';
import { done, endOf, look, post, shell, start, untilDone, type Job } from './jobs.ts';
import { leaveNothing } from './puppets.ts';

describe('Runs', () => {
  afterEach(leaveNothing);

  it('hands arguments on as they are, and tells the exit code and both streams', async () => {
    const exitCode = random.integer(2, 120);
    const args = ['two words', '$HOME', '*', '"quoted"', '', `; exit ${exitCode + 1}`];
    const script = `printf '<%s>' "$@"; echo oops >&2; exit ${exitCode}`;

    const job = await untilDone(await start(['/bin/sh', '-c', script, 'sh', ...args]), 'a job that exits');

    await step('a job that exits', () => expect(endOf(job)).toEqual(done('ended', { exitCode })));
    const out = args.map((arg) => `<${arg}>`).join('');
    await step('stdout, to which the job wrote its arguments', () =>
      expect(job.stdout).toEqual({ bytes: out.length, tail: out }),
    );
    await step('stderr', () => expect(job.stderr).toEqual({ bytes: 5, tail: 'oops\n' }));
  });

  it('tells a process that was killed by a signal from one that exits with 128 and more', async () => {
    const signals = { SIGHUP: 1, SIGABRT: 6, SIGKILL: 9, SIGSEGV: 11 };
    const signal = random.pick(Object.keys(signals) as (keyof typeof signals)[]);
    const exitCode = 128 + signals[signal];

    const killed = await shell(`kill -${signals[signal]} $$`);
    const exits = await shell(`exit ${exitCode}`);

    await step(`a job that is killed by ${signal}`, async () =>
      expect(endOf(await untilDone(killed, 'it'))).toEqual(done('ended', { signal })),
    );
    await step(`a job that exits with ${exitCode} by itself`, async () =>
      expect(endOf(await untilDone(exits, 'it'))).toEqual(done('ended', { exitCode })),
    );
  });

  it('tells what cannot be started, and runs the next ones', async () => {
    const commands = [
      ['no-such-program'],
      ['/nowhere/at-all', 'now'],
      ['/tmp'],
      ['/etc/passwd'],
      ['no-such-program'],
    ];

    const jobs: Job[] = [];
    for (const command of commands) {
      const answer = await step(`POST /jobs with ${command[0]}`, async () => {
        const posted = await post(command);
        expect(posted).toHaveStatus(201);
        return posted;
      });
      jobs.push(await untilDone((answer.json as Job).id, `a job with ${command[0]}`));
    }
    for (const [index, job] of jobs.entries())
      await step(`a job with ${commands[index]![0]}`, () => expect(endOf(job)).toEqual(done('not-started')));

    const next = await untilDone(await shell('exit 5'), 'a job after five that could not be started');
    await step('a job after five that could not be started', () =>
      expect(endOf(next)).toEqual(done('ended', { exitCode: 5 })),
    );
    expect(await subject.get(`/jobs/${random.uuid()}`)).toHaveStatus(404);
  });

  it('gives a job an empty standard input', async () => {
    const id = await start(['cat']);

    const job = await untilDone(id, 'a job that reads its standard input to the end');

    expect(endOf(job)).toEqual(done('ended', { exitCode: 0 }));
    expect(endOf(await look(id))).toEqual(endOf(job));
  });
});
