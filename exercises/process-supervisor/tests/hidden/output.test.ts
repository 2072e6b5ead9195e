import { eventually, random, step } from '@touchstone/kit';
import { PATIENCE_MS, done, endOf, look, shell, start, untilDone } from './jobs.ts';
import { aName, arrival, leaveNothing, puppetCommand } from './puppets.ts';

const KEPT_BYTES = 16_384;
/** Reading takes processor time, of which a busy machine has little. */
const READING_MS = 20_000;

describe('Output', () => {
  afterEach(leaveNothing);

  it('keeps the last 16 KiB of each stream, and counts every byte', async () => {
    const [first, lines] = [random.integer(100_000, 400_000), random.integer(40_000, 90_000)];
    const [last, short] = [first + lines - 1, random.sentence()];
    const id = await start([
      '/bin/sh',
      '-c',
      'seq "$1" "$2"; echo "$3" >&2',
      'sh',
      `${first}`,
      `${last}`,
      short,
    ]);

    const job = await untilDone(id, 'a job that writes hundreds of kilobytes');

    await step('its end', () => expect(endOf(job)).toEqual(done('ended', { exitCode: 0 })));
    await step('bytes that were written to stdout', () => expect(job.stdout.bytes).toBe(7 * lines));
    await step('the length of the tail', () => expect(job.stdout.tail).toHaveLength(KEPT_BYTES));
    const written = Array.from({ length: 3000 }, (_, index) => `${last - 2999 + index}\n`).join('');
    await step('whether the tail is the end of what was written', () =>
      expect(job.stdout.tail.slice(-200)).toBe(written.slice(-200)),
    );
    expect(job.stdout.tail).toBe(written.slice(-KEPT_BYTES));
    await step('stderr', () => expect(job.stderr).toEqual({ bytes: short.length + 1, tail: `${short}\n` }));
  });

  it('reads 320 MiB in less memory than that', async () => {
    const bytes = 320 * 1024 * 1024;
    const id = await shell(
      `head -c ${bytes / 2} /dev/zero; head -c ${bytes / 2} /dev/zero >&2; echo the end`,
    );

    const job = await untilDone(id, 'a job that writes 320 MiB', READING_MS);

    await step('its end', () => expect(endOf(job)).toEqual(done('ended', { exitCode: 0 })));
    await step('bytes that were written to stdout and stderr', () =>
      expect([job.stdout.bytes, job.stderr.bytes]).toEqual([bytes / 2 + 8, bytes / 2]),
    );
    await step('the end of stdout', () => expect(job.stdout.tail.slice(-8)).toBe('the end\n'));
  });

  it('shows what a running job has written so far', async () => {
    const name = aName();
    const text = random.sentence();
    const id = await start(await puppetCommand(name, 'plain'));
    const puppet = await arrival(name, 'the job');

    puppet.tell(`echo '${text}'`);
    await look(id);
    await step('stdout of a job that has written a line and goes on', () =>
      eventually(
        async () => expect((await look(id)).stdout).toEqual({ bytes: text.length + 1, tail: `${text}\n` }),
        PATIENCE_MS,
      ),
    );
    await step('that job', async () =>
      expect(endOf(await look(id))).toEqual({
        state: 'running',
        outcome: null,
        exitCode: null,
        signal: null,
      }),
    );
  });
});
