import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import Docker from 'dockerode';
import { DockerPodRunner, type PodImage } from '#sandbox';
import { inspectPod, listOurs, listPod } from './containers-of-pod.js';
import {
  aPlan,
  aRunner,
  docker,
  echoProgram,
  notePod,
  owner,
  preparePodImages,
  scriptedImages,
  SMOKE_SCRIPT,
  witness,
} from './pod-fixtures.js';

beforeAll(preparePodImages, 600_000);

const HANGING = `plan('answers'); await started; await ready(); await sleep(100000);`;

async function faultOf(plan: ReturnType<typeof aPlan>, runner = aRunner(), signal?: AbortSignal) {
  const fault: unknown = await witness(plan, runner, signal).catch((error: unknown) => error);
  expect(await listOurs()).toEqual([]);
  return fault;
}

describe('before learner code starts, it is the platform’s fault', () => {
  it.each(['pause', 'grader', 'node', 'redis'] as const)(
    'when the image of %s is missing',
    async (missing) => {
      const images = (image: PodImage) =>
        image === missing ? 'touchstone-test/no-such-image:latest' : scriptedImages(image);
      const plan = aPlan(SMOKE_SCRIPT, echoProgram(), { services: ['redis'] });

      const fault = await faultOf(plan, aRunner(images));

      expect(fault).toMatchObject({
        name: 'PlatformFault',
        code: 'image-missing',
        message: expect.stringContaining('no-such-image'),
      });
    },
  );

  it('when the engine cannot be reached', async () => {
    const nowhere = new Docker({ socketPath: join(tmpdir(), 'no-engine.sock') });
    const runner = new DockerPodRunner({ docker: nowhere, owner });

    const fault = await faultOf(aPlan(SMOKE_SCRIPT, echoProgram()), runner);

    expect(fault).toMatchObject({
      code: 'engine-unavailable',
      cause: expect.objectContaining({ code: 'ENOENT' }),
    });
  });

  it.each([
    ['dies', `console.error('grader broke'); process.exit(1);`],
    ['breaks its protocol', `process.stdout.write('nonsense\\n'); await sleep(10000);`],
    ['reports a test before there is a plan', `send({ type: 'test-start', id: 'x' }); await sleep(10000);`],
    ['cannot load the suite', `send({ type: 'load-failed', message: 'no such file' }); await sleep(10000);`],
    ['sends a frame that is too long', `process.stdout.write('x'.repeat(70000)); await sleep(10000);`],
  ])('when the grader %s', async (_, script) => {
    const fault = await faultOf(aPlan(script, echoProgram()));

    expect(fault).toMatchObject({ name: 'PlatformFault', code: 'grader-not-ready' });
  });

  it('when a service ends', async () => {
    const images = (image: PodImage) => (image === 'redis' ? scriptedImages('pause') : scriptedImages(image));
    // A pause container in Redis's place, killed while the grader waits.
    const plan = aPlan('await sleep(20000);', echoProgram(), { services: ['redis'] });
    const fault = faultOf(plan, aRunner(images));
    await killWhenRunning(plan.taskId, 'redis');

    expect(await fault).toMatchObject({ code: 'service-not-ready' });
  });
});

describe('after learner code started', () => {
  it.each([
    ['dies', 'process.exit(1);'],
    ['breaks its protocol', `process.stdout.write('{"type":"done"}\\n'); await sleep(10000);`],
    ['plans again', `plan('more'); await sleep(10000);`],
    [
      'floods its stream',
      `for (;;) { send({ type: 'test-start', id: 'x'.repeat(60000) }); await sleep(0); }`,
    ],
  ])('a grader that %s is the learner’s failure (C14)', async (_, script) => {
    const { report } = await witness(aPlan(`plan('answers'); await started; ${script}`, echoProgram()));

    expect(report.stop).toBe('grader-lost');
  });

  it('a service that ends is the learner’s failure (G03)', async () => {
    const script = `
await eventually(() => dial(6379), 20000);
plan('loses Redis');
await started;
await ready();
await test('loses Redis', () => eventually(async () => !(await dial(6379)), 20000));
send({ type: 'done', ...tally });
`;
    const plan = aPlan(script, echoProgram(), { services: ['redis'] });
    let killing: Promise<void> | undefined;

    const runner = aRunner();
    const report = await runner.run(
      plan,
      (seen) => {
        if (seen.type === 'frame' && seen.frame.type === 'test-start')
          killing = killWhenRunning(plan.taskId, 'redis');
      },
      new AbortController().signal,
    );

    await killing;
    await runner.settled();
    expect(report.stop).toBe('service-lost');
  });

  it('a pod whose pause was removed from outside is the platform’s fault', async () => {
    const plan = aPlan(HANGING, echoProgram());
    const fault = faultOf(plan);
    await killWhenRunning(plan.taskId, 'pause', 'subject-0');

    expect(await fault).toMatchObject({ code: 'engine-unavailable' });
  });

  it.each(['subject-0', 'grader'])(
    'a pod whose %s was removed from outside is the platform’s fault, also when its pause was not',
    async (role) => {
      const plan = aPlan(HANGING, echoProgram());
      const runner = aRunner();
      let removal: Promise<void> | undefined;

      const run = runner.run(
        plan,
        (seen) => {
          if (seen.type === 'phase' && seen.phase === 'testing') removal = remove(plan.taskId, role);
        },
        new AbortController().signal,
      );

      await expect(run).rejects.toMatchObject({
        code: 'engine-unavailable',
        message: expect.stringContaining('from outside'),
      });
      await removal;
      await runner.settled();
      expect(await listOurs()).toEqual([]);
    },
  );

  it('an observer that throws ends the run with its own error', async () => {
    const plan = aPlan(SMOKE_SCRIPT, echoProgram());
    const runner = aRunner();
    const run = runner.run(
      plan,
      (seen) => {
        if (seen.type === 'frame' && seen.frame.type === 'test-end') throw new RangeError('observer');
      },
      new AbortController().signal,
    );

    await expect(run).rejects.toThrow(new RangeError('observer'));
    await runner.settled();
    expect(await listPod(plan.taskId)).toEqual([]);
  });
});

describe('an engine that goes away', () => {
  let proxy: Server | undefined;
  afterEach(() => void proxy?.close());

  it('in the middle of a run is the platform’s fault, and the pod is left to the janitor', async () => {
    const { server, socketPath, cut } = await startEngineProxy();
    proxy = server;
    const runner = new DockerPodRunner({
      docker: new Docker({ socketPath }),
      owner,
      images: scriptedImages,
      onChoice: notePod,
    });
    const plan = aPlan(HANGING, echoProgram());

    const run = runner.run(
      plan,
      (seen) => void (seen.type === 'phase' && seen.phase === 'testing' && cut()),
      new AbortController().signal,
    );

    await expect(run).rejects.toMatchObject({ code: 'engine-unavailable' });
    const left = await listOurs();
    expect(left.length).toBeGreaterThan(0);
    await Promise.all(left.map(({ Id }) => docker.getContainer(Id).remove({ force: true })));
  });
});

describe('an abort', () => {
  it.each([0, 5, 15, 30, 60, 120, 300, 900])(
    'after %d ms rejects with `shutdown` and leaves nothing',
    async (ms) => {
      const plan = aPlan(HANGING, echoProgram());

      const fault = await faultOf(plan, aRunner(), ms === 0 ? AbortSignal.abort() : AbortSignal.timeout(ms));

      expect(fault).toMatchObject({ name: 'PlatformFault', code: 'shutdown' });
    },
  );
});

/** Kills a container of a pod once it and `other` are running. */
async function killWhenRunning(taskId: string, role: string, other = role): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    const pod: Awaited<ReturnType<typeof inspectPod>> = await inspectPod(taskId).catch(() => ({}));
    const target = pod[role];
    if (target?.State.Running && pod[other]?.State.Running) return docker.getContainer(target.Id).kill();
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${role} was never running`);
}

async function remove(taskId: string, role: string): Promise<void> {
  const { [role]: container } = await inspectPod(taskId);
  await docker.getContainer(container!.Id).remove({ force: true });
}

/** A socket in front of the engine's, which can be cut like an engine that was stopped. */
async function startEngineProxy() {
  const sockets = new Set<Socket>();
  const socketPath = join(tmpdir(), `touchstone-engine-${process.pid}.sock`);
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const engine = connect({ path: '/var/run/docker.sock', allowHalfOpen: true });
    for (const socket of [client, engine]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
    client.pipe(engine).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  const cut = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { server, socketPath, cut };
}
