import { beforeAll, describe, expect, it } from '@jest/globals';
import { checkSandbox, type PodImage } from '#sandbox';
import { docker, preparePodImages } from './pod-fixtures.js';

beforeAll(preparePodImages, 600_000);

describe('the doctor', () => {
  it('proves every limit on this host, one by one', async () => {
    const told: string[] = [];

    const checks = await checkSandbox(docker, (check) => told.push(check.name));

    expect(checks.filter((check) => !check.ok)).toEqual([]);
    expect(checks.length).toBeGreaterThanOrEqual(25);
    expect(told).toEqual(checks.map((check) => check.name));
    expect(await listDoctorPods()).toEqual([]);
  });

  it('says which image is missing', async () => {
    const images = (image: PodImage) => `touchstone-test/none-${image}:latest`;

    await expect(checkSandbox(docker, undefined, images)).rejects.toMatchObject({ code: 'image-missing' });
  });
});

async function listDoctorPods(): Promise<string[]> {
  const pods = await docker.listContainers({ all: true, filters: { label: ['touchstone.pod'] } });
  return pods.map(({ Labels }) => Labels['touchstone.pod']!).filter((podId) => podId.startsWith('doctor-'));
}
