import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { DockerPodRunner, Janitor, type PodChoice } from '#sandbox';
import { until } from '#testing';
import {
  aPlan,
  docker,
  echoProgram,
  owner,
  preparePodImages,
  scriptedImages,
  SMOKE_SCRIPT,
  witness,
} from './pod-fixtures.js';

let runner: DockerPodRunner;
let choices: PodChoice[];

beforeAll(preparePodImages, 600_000);
afterEach(() => runner.close());

/** A runner that keeps one pod ready, and has it ready. */
async function aWarmRunner(services: 'redis'[] = []): Promise<string> {
  choices = [];
  runner = new DockerPodRunner({
    docker,
    owner,
    images: scriptedImages,
    onChoice: (choice) => void choices.push(choice),
  });
  runner.keepWarm({ most: 1, slots: 1 });
  runner.expect(aPlan('', '', { services }));
  return readyPod();
}

/** The pod made ahead, once it is ready. */
async function readyPod(used: readonly string[] = []): Promise<string> {
  await until(() => runner.ready === 1, 'a pod is ready', 30_000);
  const running = await docker.listContainers({ filters: { label: [`touchstone.owner=${owner}`] } });
  const pods = new Set(running.map(({ Labels }) => Labels['touchstone.pod'] ?? ''));
  const [ready = ''] = [...pods].filter((podId) => !used.includes(podId));
  return ready;
}

const containersOf = (podId: string) =>
  docker.listContainers({ all: true, filters: { label: [`touchstone.pod=${podId}`] } });

describe('a pod made ahead', () => {
  it('runs a plan of its shape once, and another one is made for the next', async () => {
    const first = await aWarmRunner();

    const { report, tests } = await witness(aPlan(SMOKE_SCRIPT, echoProgram()), runner);
    const second = await readyPod([first]);
    await witness(aPlan(SMOKE_SCRIPT, echoProgram()), runner);

    expect(report.stop).toBe('done');
    expect(tests).toEqual({ answers: 'passed' });
    expect(choices.map(({ podId, warm }) => ({ podId, warm }))).toEqual([
      { podId: first, warm: true },
      { podId: second, warm: true },
    ]);
    expect(await containersOf(first)).toEqual([]);
  });

  it('is left to learners by what is judged aside', async () => {
    const first = await aWarmRunner();

    const { report } = await witness({ ...aPlan(SMOKE_SCRIPT, echoProgram()), aside: true }, runner);

    expect(report.stop).toBe('done');
    expect(choices.map(({ warm }) => warm)).toEqual([false]);
    expect(await readyPod()).toBe(first);
  });

  it('measures the program only: what it cost while it waited is nobody’s', async () => {
    await aWarmRunner();

    const { report } = await witness(aPlan(SMOKE_SCRIPT, echoProgram()), runner);

    expect(report.usage.wallMs).toBeLessThanOrEqual(report.observed.buildMs + report.observed.testMs + 1_000);
    expect(report.observed.peakProcesses).toBeGreaterThan(0);
  });

  it('has its services up', async () => {
    await aWarmRunner(['redis']);
    const script = `
await eventually(() => dial(6379), 20000);
plan('answers');
await started;
await ready();
await test('answers', async () => equal((await get('/hello')).body, 'ok /hello'));
send({ type: 'done', ...tally });
`;

    const { tests } = await witness(aPlan(script, echoProgram(), { services: ['redis'] }), runner);

    expect(tests).toEqual({ answers: 'passed' });
    expect(choices[0]?.warm).toBe(true);
  });

  it('is left alone by plans of another shape', async () => {
    const first = await aWarmRunner();

    await witness(aPlan(SMOKE_SCRIPT, echoProgram(), { limits: { memoryMib: 300 } }), runner);

    expect(choices[0]).toMatchObject({ warm: false });
    expect(choices[0]?.podId).not.toBe(first);
  });

  it('is not used once a container of it has ended', async () => {
    const first = await aWarmRunner();
    const grader = (await containersOf(first)).find((one) => one.Labels['touchstone.role'] === 'grader');
    await docker.getContainer(grader!.Id).kill();
    await until(() => runner.ready === 0, 'that was noticed');

    const { tests } = await witness(aPlan(SMOKE_SCRIPT, echoProgram()), runner);

    expect(tests).toEqual({ answers: 'passed' });
    expect(choices[0]?.podId).not.toBe(first);
    expect(await containersOf(first)).toEqual([]);
  });

  it('is not taken for an orphan', async () => {
    const first = await aWarmRunner();

    await new Janitor(docker, runner).removeOrphans();

    expect((await containersOf(first)).length).toBeGreaterThan(0);
  });

  it('is removed when its runner is closed', async () => {
    const first = await aWarmRunner();

    await runner.close();

    expect(await containersOf(first)).toEqual([]);
  });

  it('carries no name of a task', async () => {
    await aWarmRunner();
    const plan = aPlan(SMOKE_SCRIPT, echoProgram(), { taskId: randomUUID() });

    await witness(plan, runner);

    expect(choices[0]).toMatchObject({ taskId: plan.taskId, attempt: 1 });
  });
});
