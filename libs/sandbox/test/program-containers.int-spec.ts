import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { DockerPodRunner, Janitor, localImages, makeOwner, ProgramContainers, type PodImage } from '#sandbox';
import { listLives, makeLifeFolder, removeLife, removeOwnerFolder } from '../runc/life-folder.js';
import { listCgroupsAt } from '../usage/cgroup-files.js';
import {
  aPlan,
  docker,
  echoProgram,
  preparePodImages,
  scriptedImages,
  SMOKE_SCRIPT,
  witness,
} from './pod-fixtures.js';

const opened: ProgramContainers[] = [];

beforeAll(preparePodImages, 600_000);
afterEach(async () => {
  await Promise.all(opened.splice(0).map((containers) => containers.close()));
});

function open(more: { readonly by?: 'engine'; readonly images?: (image: PodImage) => string } = {}) {
  const owner = makeOwner();
  const { images = scriptedImages } = more;
  const containers = new ProgramContainers({ docker, owner, images, ...more });
  opened.push(containers);
  return { owner, containers, runner: new DockerPodRunner({ docker, owner, images, containers }) };
}

const listOf = (owner: string) =>
  docker.listContainers({ all: true, filters: { label: [`touchstone.owner=${owner}`] } });
const livesOf = async (owner: string) => (await listLives()).filter((life) => life.owner === owner);
const judgeOne = (runner: DockerPodRunner) => witness(aPlan(SMOKE_SCRIPT, echoProgram()), runner);

/** An image like another, in which root has run something. */
async function makeImage(repo: string, from: string, command: string[]): Promise<void> {
  const { Config } = await docker.getImage(from).inspect();
  const container = await docker.createContainer({
    ...{ Image: from, Entrypoint: command, Cmd: [] },
    HostConfig: { NetworkMode: 'none' },
  });
  await container.start();
  await container.wait();
  await container.commit({ repo, tag: 'latest', Entrypoint: Config.Entrypoint });
  await container.remove();
}

const UNTIL_IT_ENDS = `
plan('ends');
await started;
await test('ends', () => eventually(() => exits.length > 0));
send({ type: 'done', ...tally });
`;

async function makeOneAhead(runner: DockerPodRunner): Promise<void> {
  runner.keepWarm({ most: 1, slots: 1 });
  runner.expect(aPlan(SMOKE_SCRIPT, echoProgram()));
  for (const giveUpAt = Date.now() + 30_000; runner.ready < 1; await delay(20))
    if (Date.now() > giveUpAt) throw new Error('no pod was made ahead');
}

/** The name of a worker for a process that was of this host, and is no more. */
async function aDeadOwner(): Promise<string> {
  const child = spawn('true');
  const [host, boot, , start, random] = makeOwner().split('-');
  await once(child, 'exit');
  return [host, boot, child.pid, start, random].join('-');
}

describe('who starts programs and services', () => {
  it('is runc where a worker is root on the engine’s host; then the engine runs pauses and patterns alone', async () => {
    const { owner, containers, runner } = open();

    const { report } = await judgeOne(runner);

    expect(report.stop).toBe('done');
    expect(await containers.whoMakes()).toEqual({ by: 'runc', because: null });
    const roles = (await listOf(owner)).map(({ Labels }) => Labels['touchstone.role'] ?? '');
    expect(roles.map((role) => role.replace(/-.*/, '')).sort()).toEqual(['pattern', 'pattern', 'pause']);
  });

  it('sees what a program takes to its very end, however soon that is', async () => {
    const { runner } = open();
    const program = 'Buffer.alloc(150 * 1024 * 1024, 1); process.exit(3);';

    const { report } = await witness(aPlan(UNTIL_IT_ENDS, program), runner);

    expect(report.exits).toMatchObject([{ exitCode: 3 }]);
    expect(report.usage.peakMemoryBytes).toBeGreaterThan(150 * 1024 * 1024);
  });

  it('leaves nothing when it is closed', async () => {
    const { owner, containers, runner } = open();
    await judgeOne(runner);

    await runner.close();
    await containers.close();

    expect(await listOf(owner)).toEqual([]);
    expect(await livesOf(owner)).toEqual([]);
    expect(existsSync(`/run/touchstone/${owner}`)).toBe(false);
  });

  it('is the engine where the operator wants it so', async () => {
    const { containers, runner } = open({ by: 'engine' });

    const { report } = await judgeOne(runner);

    expect(report.stop).toBe('done');
    expect(await containers.whoMakes()).toEqual({ by: 'engine', because: 'the operator wants it so' });
  });

  it('is the engine where what runc starts does not run, and says so', async () => {
    // Of such an image the engine starts the program, and runc no trial.
    const spoilt = 'touchstone-test/spoilt-grader';
    await makeImage(spoilt, scriptedImages('grader'), ['/bin/rm', '/bin/true']);
    const { containers, runner } = open({
      images: (image) => (image === 'grader' ? `${spoilt}:latest` : scriptedImages(image)),
    });

    const { report } = await judgeOne(runner);

    expect(report.stop).toBe('done');
    expect(await containers.whoMakes()).toMatchObject({
      by: 'engine',
      because: expect.stringContaining('true'),
    });
    await runner.close();
    await docker.getImage(`${spoilt}:latest`).remove({ force: true });
  });

  it('is not decided by an image that is missing', async () => {
    const { containers, runner } = open({
      images: (image) => (image === 'node' ? 'touchstone-test/none:latest' : scriptedImages(image)),
    });

    await expect(judgeOne(runner)).rejects.toMatchObject({ code: 'image-missing' });

    expect((await containers.whoMakes())?.by).not.toBe('engine');
    await runner.settled();
  });

  it('makes its patterns anew when somebody has removed them', async () => {
    const { owner, containers, runner } = open();
    await judgeOne(runner);
    const patterns = (await listOf(owner)).filter(({ Labels }) => Labels['touchstone.role'] !== 'grader');
    await Promise.all(patterns.map(({ Id }) => docker.getContainer(Id).remove({ force: true })));

    const { report } = await judgeOne(runner);

    expect(report.stop).toBe('done');
    expect((await containers.whoMakes())?.by).toBe('runc');
  });

  it('starts the new image when a name has moved to it', async () => {
    // A name of its own, so that nobody else is disturbed.
    const moving = 'touchstone-test/moving-node';
    const node = docker.getImage(localImages('node'));
    await node.tag({ repo: moving, tag: 'latest' });
    const { containers, runner } = open({
      images: (image) => (image === 'node' ? `${moving}:latest` : scriptedImages(image)),
    });
    const before = await judgeOne(runner);
    await containers.reconsider();
    await makeImage(moving, localImages('node'), ['/bin/true']);

    const after = await judgeOne(runner);

    const { Id } = await docker.getImage(`${moving}:latest`).inspect();
    expect(after.report.images['node']).toBe(Id);
    expect(before.report.images['node']).not.toBe(Id);
    await runner.close();
    await containers.close();
    await docker.getImage(`${moving}:latest`).remove({ force: true });
  });
});

describe('the janitor, of what runc started', () => {
  it('removes what a dead worker has left, and nothing of a living one (E05)', async () => {
    const dead = await aDeadOwner();
    const living = open();
    const begun = [dead, living.owner].map(async (owner) => {
      const containers = new ProgramContainers({ docker, owner, images: scriptedImages });
      opened.push(containers);
      const runner = new DockerPodRunner({ docker, owner, images: scriptedImages, containers });
      await makeOneAhead(runner);
      return runner;
    });
    const runners = await Promise.all(begun);
    const [ofDead, ofLiving] = await Promise.all([livesOf(dead), livesOf(living.owner)]);
    expect([ofDead.length, ofLiving.length]).toEqual([2, 2]);

    await Promise.all([1, 2].map(() => new Janitor(docker).removeOrphans()));

    expect(await livesOf(dead)).toEqual([]);
    expect(ofDead.flatMap(({ cgroupsPath }) => listCgroupsAt(cgroupsPath))).toEqual([]);
    expect(existsSync(`/run/touchstone/${dead}`)).toBe(false);
    expect(await livesOf(living.owner)).toHaveLength(2);
    await Promise.all(runners.map((runner) => runner.close()));
    await removeOwnerFolder(dead);
  });

  it('removes the folder of a dead worker also when no life is left in it', async () => {
    const dead = await aDeadOwner();
    await removeLife(await makeLifeFolder(dead, 'a-pod'));
    expect(existsSync(`/run/touchstone/${dead}`)).toBe(true);

    await new Janitor(docker).removeOrphans();

    expect(existsSync(`/run/touchstone/${dead}`)).toBe(false);
  });

  it('removes of its own worker what that does not need', async () => {
    const { owner, containers, runner } = open();
    runner.keepWarm({ most: 1, slots: 1 });
    runner.expect(aPlan(SMOKE_SCRIPT, echoProgram()));
    for (const giveUpAt = Date.now() + 30_000; runner.ready < 1 && Date.now() < giveUpAt;)
      await new Promise((resolve) => setTimeout(resolve, 20));
    const needs = (id: string) => runner.isNeeded(id) || containers.isNeeded(id);

    const [needed, forgotten] = [needs, () => false].map(
      (isNeeded) => new Janitor(docker, { owner, isNeeded }),
    );

    await needed!.removeOrphans();
    expect(await livesOf(owner)).toHaveLength(2);
    await forgotten!.removeOrphans();
    expect(await livesOf(owner)).toEqual([]);
    await runner.close();
  });
});
