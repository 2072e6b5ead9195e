import { beforeAll, describe, expect, it } from '@jest/globals';
import { SANDBOX_CHECKS } from '#contracts';
import { localImages, makeOwner, ProgramContainers, SandboxDoctor, type PodImage } from '#sandbox';
import { docker, preparePodImages } from './pod-fixtures.js';

beforeAll(preparePodImages, 600_000);

describe('the doctor', () => {
  it.each([
    ['runc', 'auto'],
    ['engine', 'engine'],
  ] as const)(
    'proves every limit of what %s starts, also of memory for children and TCP (A05, D06, D07, D11)',
    async (maker, by) => {
      const owner = makeOwner();
      const containers = new ProgramContainers({ docker, owner, by });
      const doctor = new SandboxDoctor(docker, localImages, owner, containers);

      const { checks, maker: seen, cleared } = await doctor.examine();
      await cleared;
      await doctor.close();

      expect(seen?.by).toBe(maker);
      expect(checks.filter((check) => !check.ok)).toEqual([]);
      expect(checks.map(({ check }) => check)).toEqual([...SANDBOX_CHECKS]);
      expect(await listDoctorPods()).toEqual([]);
    },
    60_000,
  );

  it('reads the versions of engine, containerd and runc (A01, A02, A03, F05)', async () => {
    const facts = await new SandboxDoctor(docker).describe();

    expect(facts.version).toMatch(/^\d+\.\d+/);
    expect(facts.kernel).toMatch(/^\d+\.\d+/);
    expect(facts.cgroupVersion).toMatch(/^[12]$/);
    expect(facts.cpus).toBeGreaterThan(0);
  });

  it('says which image is missing and leaves nothing behind', async () => {
    const images = (image: PodImage) => `touchstone-test/none-${image}:latest`;

    await expect(new SandboxDoctor(docker, images).examine()).rejects.toMatchObject({
      code: 'image-missing',
    });
    expect(await listDoctorPods()).toEqual([]);
  });

  it('holds on to the engine until it is let go', async () => {
    const link = await new SandboxDoctor(docker).link();
    const before = link.hasChanged;

    link.close();
    await link.changed;

    expect(before).toBe(false);
  });
});

async function listDoctorPods(): Promise<string[]> {
  const pods = await docker.listContainers({ all: true, filters: { label: [`touchstone.pod`] } });
  return pods.map(({ Labels }) => Labels['touchstone.pod']!).filter((podId) => podId.startsWith('doctor-'));
}
