import { describe, expect, it } from '@jest/globals';
import { findCgroup } from './cgroup-files.js';

const V1_MOUNTS = `tmpfs /sys/fs/cgroup tmpfs rw,relatime,mode=755 0 0
cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,relatime,cpu,cpuacct 0 0
cgroup /sys/fs/cgroup/memory cgroup rw,relatime,memory 0 0
cgroup /sys/fs/cgroup/pids cgroup rw,relatime,pids 0 0
cgroup /sys/fs/cgroup/freezer cgroup rw,relatime,freezer 0 0
cgroup /sys/fs/cgroup/systemd cgroup rw,relatime,name=systemd 0 0
cgroup2 /sys/fs/cgroup/unified cgroup2 rw,relatime 0 0
`;
const V1_PROCESS = `9:name=systemd:/docker/abc
8:pids:/docker/abc
6:freezer:/docker/abc
4:memory:/docker/abc
2:cpu,cpuacct:/docker/abc
0::/
`;
const V2_MOUNTS = 'cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid,nodev,noexec,relatime 0 0\n';
const V2_PROCESS = '0::/system.slice/docker-abc.scope\n';

describe('findCgroup', () => {
  it('finds the three hierarchies of version 1, also on a hybrid host', () => {
    expect(findCgroup(V1_PROCESS, V1_MOUNTS)).toEqual({
      version: 1,
      memory: '/sys/fs/cgroup/memory/docker/abc',
      cpu: '/sys/fs/cgroup/cpu,cpuacct/docker/abc',
      pids: '/sys/fs/cgroup/pids/docker/abc',
      freezer: '/sys/fs/cgroup/freezer/docker/abc',
      bandwidth: '/sys/fs/cgroup/cpu,cpuacct/docker/abc',
    });
  });

  it('finds what counts of version 1 where no freezer is mounted', () => {
    const mounts = V1_MOUNTS.split('\n').filter((line) => !line.includes('freezer'));

    expect(findCgroup(V1_PROCESS, mounts.join('\n'))).toMatchObject({ version: 1, freezer: null });
  });

  it('finds what limits processor time beside what counts it', () => {
    const mounts = V1_MOUNTS.replace(
      'cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,relatime,cpu,cpuacct 0 0',
      'cgroup /sys/fs/cgroup/cpu cgroup rw,cpu 0 0\ncgroup /sys/fs/cgroup/cpuacct cgroup rw,cpuacct 0 0',
    );
    const process = V1_PROCESS.replace(
      '2:cpu,cpuacct:/docker/abc',
      '2:cpuacct:/docker/abc\n1:cpu:/docker/abc',
    );

    expect(findCgroup(process, mounts)).toMatchObject({
      cpu: '/sys/fs/cgroup/cpuacct/docker/abc',
      bandwidth: '/sys/fs/cgroup/cpu/docker/abc',
    });
  });

  it('finds the one hierarchy of version 2', () => {
    const directory = '/sys/fs/cgroup/system.slice/docker-abc.scope';

    expect(findCgroup(V2_PROCESS, V2_MOUNTS)).toEqual({
      version: 2,
      memory: directory,
      cpu: directory,
      pids: directory,
      freezer: directory,
      bandwidth: directory,
    });
  });

  it.each([
    ['nothing is mounted', V2_PROCESS, ''],
    ['the process is in the root', '0::/\n', V2_MOUNTS],
    ['the process cannot be read', '', V1_MOUNTS],
  ])('finds nothing when %s', (_, process, mounts) => {
    expect(findCgroup(process, mounts)).toBeNull();
  });
});
