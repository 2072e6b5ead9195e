import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { eventually, step, subject } from '@touchstone/kit';

interface Job {
  id: string;
  state: string;
  stdout: { bytes: number; tail: string };
}

async function start(command: string[], limits = {}): Promise<string> {
  const json = { command, timeoutMs: 60_000, graceMs: 1000, ...limits };
  const answer = await subject.post('/jobs', { json });
  expect(answer).toHaveStatus(201);
  expect(answer).toHaveJson({ id: expect.any(String) });
  return (answer.json as Job).id;
}

async function untilDone(id: string): Promise<Job> {
  expect(await subject.get(`/jobs/${id}`)).toHaveStatus(200);
  await step('the state of the job', () =>
    eventually(
      async () => expect((await subject.get(`/jobs/${id}`)).json).toMatchObject({ state: 'done' }),
      5000,
    ),
  );
  return (await subject.get(`/jobs/${id}`)).json as Job;
}

describe('Process supervisor', () => {
  it('runs a program, and tells its exit code', async () => {
    const job = await untilDone(await start(['/bin/sh', '-c', 'exit 3']));

    expect(job).toMatchObject({ state: 'done', outcome: 'ended', exitCode: 3, signal: null });
  });

  it('tells what a program has written', async () => {
    const job = await untilDone(
      await start(['/bin/sh', '-c', 'echo "$1"; echo oops >&2', 'sh', 'two words']),
    );

    expect(job).toMatchObject({
      stdout: { bytes: 10, tail: 'two words\n' },
      stderr: { bytes: 5, tail: 'oops\n' },
    });
  });

  it('tells which signal has killed a program', async () => {
    const job = await untilDone(await start(['/bin/sh', '-c', 'kill -9 $$']));

    expect(job).toMatchObject({ outcome: 'ended', exitCode: null, signal: 'SIGKILL' });
  });

  it('stops the children of a shell, too, when a job takes too long', async () => {
    // Both processes hold a connection to this server. It ends when they are gone.
    let open = 0;
    const server = createServer((socket) => {
      open += 1;
      socket.resume();
      socket.on('error', () => undefined);
      socket.on('close', () => (open -= 1));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const hold = `exec 3<>/dev/tcp/127.0.0.1/${port}; read -u 3`;

    const id = await start(['/bin/bash', '-c', `bash -c '${hold}' & ${hold}`], { timeoutMs: 1500 });
    await step('processes that are there', () => eventually(() => expect(open).toBe(2), 4000));
    const job = await untilDone(id);

    expect(job).toMatchObject({ outcome: 'timeout', signal: 'SIGTERM' });
    await step('processes that are there when the job is done', () =>
      eventually(() => expect(open).toBe(0), 1000),
    );
    server.close();
  });
});
