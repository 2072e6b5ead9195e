import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { PodObservation, PodPlan } from '#judging';
import type { DockerPodRunner } from '#sandbox';
import { aPlan, aRunner, docker, echoProgram, podOf, preparePodImages, witness } from './pod-fixtures.js';

beforeAll(preparePodImages, 600_000);

const LIVES = 4;
/** Says whether its disk was used before, and works for 0.3 s. */
const program = echoProgram(`import { existsSync, writeFileSync } from 'node:fs';
console.log('disk was', existsSync('/tmp/mark') || existsSync('/work/mark') ? 'used' : 'empty');
writeFileSync('/tmp/mark', ''); writeFileSync('/work/mark', '');
while (process.cpuUsage().user < 300_000);`);

/** Starts the program again three times; `pause` is what it does before that. */
const scriptOf = (pause = ''): string => `
plan('acts');
await started;
await ready();
await test('acts', async () => {
  ${pause}
  for (let life = 2; life <= ${LIVES}; life += 1) {
    equal((await control({ action: 'restart', instance: 0 })).ok, true);
    await eventually(() => get());
    await sleep(500);
  }
  equal(exits, []);
});
send({ type: 'done', ...tally });
`;

let runner: DockerPodRunner;
beforeEach(async () => {
  runner = aRunner();
  // What a suite does is known by its last run.
  await witness(aPlan(scriptOf(), program), runner);
});

const containersOf = (plan: PodPlan) =>
  docker.listContainers({ all: true, filters: { label: [`touchstone.pod=${podOf.get(plan.taskId)}`] } });

/** Like `witness`, with the names of the pod's containers at each restart. */
async function run(plan: PodPlan, whenTesting: () => void = () => undefined) {
  const names: Promise<string[]>[] = [];
  const observe = (one: PodObservation): void => {
    if (one.type === 'phase' && one.phase === 'testing') whenTesting();
    if (one.type !== 'control') return;
    const listing = containersOf(plan).then((all) =>
      all
        .filter(({ State }) => State === 'running')
        .map(({ Names }) => Names[0]!.replace(/^.*-subject/, 'subject')),
    );
    names.push(listing);
  };
  const report = await runner.run(plan, observe, new AbortController().signal);
  const running = await Promise.all(names);
  await runner.settled();
  return { report, running, left: await containersOf(plan) };
}

describe('a program that its suite starts again', () => {
  it('goes on in a container that was made ahead, as if it were its own', async () => {
    const { report, running, left } = await run(aPlan(scriptOf('await sleep(2500);'), program));

    expect(report.stop).toBe('done');
    expect(report.exits).toEqual([]);
    expect(running[0]).toEqual(expect.arrayContaining(['subject-0-2', 'subject-0-3']));
    expect(running[1]).toContain('subject-0-3');
    expect(running[1]).not.toContain('subject-0');
    expect(running[2]).toContain('subject-0-4');
    expect(report.logTail).toBe('disk was empty\n'.repeat(LIVES));
    expect(report.usage.cpuMs).toBeGreaterThan(LIVES * 300);
    expect(left).toEqual([]);
  });

  it('waits for that container when it is not ready yet', async () => {
    const { report, running } = await run(aPlan(scriptOf(), program));

    expect(report.stop).toBe('done');
    expect(report.exits).toEqual([]);
    expect(running[2]).toContain('subject-0-4');
    expect(report.logTail).toBe('disk was empty\n'.repeat(LIVES));
  });

  it('goes on in the next one when one was lost', async () => {
    const plan = aPlan(scriptOf('await sleep(3000);'), program);
    let killing: Promise<void> = Promise.resolve();
    const { report, running } = await run(plan, () => void (killing = killNext(plan)));
    await killing;

    expect(report.stop).toBe('done');
    expect(report.exits).toEqual([]);
    expect(running[0]).not.toContain('subject-0-2');
    expect(running[1]).toContain('subject-0-3');
    expect(running[1]).not.toContain('subject-0');
    expect(report.logTail).toBe('disk was empty\n'.repeat(LIVES));
  });

  it('leaves nothing behind that it did not come to use', async () => {
    const look = `await sleep(3000); await control({ action: 'read-usage', instance: 0 });`;
    const script = scriptOf(look).replace('life <= ', 'life < 2 && life <= ');
    const { report, running, left } = await run(aPlan(script, program));

    expect(report.stop).toBe('done');
    expect(running).toHaveLength(1);
    expect(running[0]).toContain('subject-0-2');
    expect(left).toEqual([]);
  });
});

/** @throws Error when there is none within ten seconds */
async function killNext(plan: PodPlan): Promise<void> {
  for (const giveUpAt = performance.now() + 10_000; performance.now() < giveUpAt;) {
    const next = (await containersOf(plan)).find(
      ({ Names, State }) => Names[0]!.endsWith('-subject-0-2') && State === 'running',
    );
    if (next !== undefined) return docker.getContainer(next.Id).kill();
  }
  throw new Error('no container was made ahead');
}
