import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Janitor } from '#sandbox';
import { docker, owner, preparePodImages } from './pod-fixtures.js';

const made: string[] = [];

async function aContainer(labels: Record<string, string>): Promise<string> {
  const container = await docker.createContainer({
    Image: 'touchstone/pause:latest',
    Labels: { 'touchstone.managed': 'true', ...labels },
    HostConfig: { NetworkMode: 'none' },
  });
  made.push(container.id);
  await container.start();
  return container.id;
}

const exists = (id: string): Promise<boolean> =>
  docker
    .getContainer(id)
    .inspect()
    .then(
      () => true,
      () => false,
    );

beforeAll(preparePodImages, 600_000);
afterAll(() => Promise.allSettled(made.map((id) => docker.getContainer(id).remove({ force: true }))));

describe('the janitor', () => {
  it('removes pods of dead workers and nothing else', async () => {
    const [host, boot, , start] = owner.split('-');
    const dead = [host, boot, 4_000_000, start, 'aa'].join('-');
    const [orphan, living, elsewhere, platform, foreign] = await Promise.all([
      aContainer({ 'touchstone.pod': 'p1', 'touchstone.owner': dead }),
      aContainer({ 'touchstone.pod': 'p2', 'touchstone.owner': owner }),
      aContainer({ 'touchstone.pod': 'p3', 'touchstone.owner': 'elsewhere-boot-1-1-aa' }),
      aContainer({ 'touchstone.role': 'database' }),
      aContainer({ 'touchstone.managed': 'false', 'touchstone.pod': 'p4', 'touchstone.owner': dead }),
    ]);

    const removed = await new Janitor(docker).removeOrphans();

    expect(removed).toBeGreaterThanOrEqual(1);
    expect(await Promise.all([orphan, living, elsewhere, platform, foreign].map((id) => exists(id)))).toEqual(
      [false, true, true, true, true],
    );
  });

  it('knows a worker that was killed from one that lives, and reaps the pods of the first (E05)', async () => {
    const child = spawn('sleep', ['60']);
    const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8');
    const [host, boot] = owner.split('-');
    const killed = [host, boot, child.pid, stat.split(') ')[1]!.split(' ')[19], 'aa'].join('-');
    const id = await aContainer({ 'touchstone.pod': 'k1', 'touchstone.owner': killed });
    await new Janitor(docker).removeOrphans();
    expect(await exists(id)).toBe(true);

    child.kill('SIGKILL');
    await once(child, 'exit');
    await new Janitor(docker).removeOrphans();

    expect(await exists(id)).toBe(false);
  });

  it('does not mind another janitor at work', async () => {
    const [host, boot, , start] = owner.split('-');
    const dead = [host, boot, 4_000_000, start, 'bb'].join('-');
    await Promise.all(
      ['q1', 'q2', 'q3'].map((pod) => aContainer({ 'touchstone.pod': pod, 'touchstone.owner': dead })),
    );

    await Promise.all([1, 2, 3].map(() => new Janitor(docker).removeOrphans()));

    expect(
      await docker.listContainers({ all: true, filters: { label: [`touchstone.owner=${dead}`] } }),
    ).toEqual([]);
  });
});
