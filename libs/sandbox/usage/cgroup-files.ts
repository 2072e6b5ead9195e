import { readKernelFile } from './kernel-file.js';

/** Where the files are that count one container's use, limit it, and hold it still. Paths are directories. */
export interface CgroupDirectories {
  readonly version: 1 | 2;
  readonly memory: string;
  readonly cpu: string;
  readonly pids: string;
  /** null where the host mounts no freezer. */
  readonly freezer: string | null;
  /** null where the host does not limit processor time. */
  readonly bandwidth: string | null;
}

/**
 * Those of a running container, by its first process.
 * @returns null when the host's files are out of reach: in a worker's own container `pid` is nobody, or somebody else
 */
export function findCgroupOf(pid: number, containerId: string): CgroupDirectories | null {
  const processCgroup = readKernelFile(`/proc/${pid}/cgroup`);
  // Every driver of cgroups names a container's after its id; what is somebody else's is not touched.
  if (processCgroup === null || !processCgroup.includes(containerId)) return null;
  return findCgroup(processCgroup, readKernelFile('/proc/mounts') ?? '');
}

/** Those of a path in every hierarchy, whether there is anything yet or not. @returns null where the host mounts none that count */
export function findCgroupAt(path: string): CgroupDirectories | null {
  const own = readKernelFile('/proc/self/cgroup') ?? '';
  return findCgroup(own.replace(/^(\d+:[^:]*:).*$/gm, `$1${path}`), readKernelFile('/proc/mounts') ?? '');
}

/** The directories of a path in all hierarchies that the host mounts, with or without a controller. */
export function listCgroupsAt(path: string): string[] {
  const mounts = readKernelFile('/proc/mounts') ?? '';
  const found = [...mountsOf(mounts, 'cgroup'), ...mountsOf(mounts, 'cgroup2')].map(({ at }) =>
    join(at, path),
  );
  return found.filter((directory) => readKernelFile(`${directory}/cgroup.procs`) !== null);
}

/**
 * Finds a process's cgroup directories from `/proc/<pid>/cgroup` and the host's `/proc/mounts`. Version 1 has a
 * hierarchy for each controller, version 2 one for all; a hybrid host lists both and its controllers are on version 1.
 * @returns null when the host mounts no cgroups that count this process
 */
export function findCgroup(processCgroup: string, mounts: string): CgroupDirectories | null {
  return findVersion1(processCgroup, mounts) ?? findVersion2(processCgroup, mounts);
}

function findVersion1(processCgroup: string, mounts: string): CgroupDirectories | null {
  const find = (controller: string): string | null => {
    const mount = mountsOf(mounts, 'cgroup').find(({ options }) => options.includes(controller));
    const path = hierarchiesOf(processCgroup).find(({ controllers }) =>
      controllers.includes(controller),
    )?.path;
    return mount === undefined || path === undefined ? null : join(mount.at, path);
  };
  const [memory, cpu, pids] = ['memory', 'cpuacct', 'pids'].map(find);
  if (!memory || !cpu || !pids) return null;
  return { version: 1, memory, cpu, pids, freezer: find('freezer'), bandwidth: find('cpu') };
}

function findVersion2(processCgroup: string, mounts: string): CgroupDirectories | null {
  const mount = mountsOf(mounts, 'cgroup2').at(0);
  const path = hierarchiesOf(processCgroup).find(({ id }) => id === '0')?.path;
  // The root holds no counters: a process there is not in a container of ours.
  if (mount === undefined || path === undefined || path === '/') return null;
  const directory = join(mount.at, path);
  return {
    version: 2,
    memory: directory,
    cpu: directory,
    pids: directory,
    freezer: directory,
    bandwidth: directory,
  };
}

function mountsOf(mounts: string, type: string): { at: string; options: string[] }[] {
  return mounts
    .split('\n')
    .map((line) => line.split(' '))
    .filter((fields) => fields[2] === type)
    .map((fields) => ({ at: fields[1] ?? '', options: (fields[3] ?? '').split(',') }));
}

function hierarchiesOf(processCgroup: string): { id: string; controllers: string[]; path: string }[] {
  return processCgroup
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [id = '', controllers = '', ...path] = line.split(':');
      return { id, controllers: controllers.split(','), path: path.join(':') };
    });
}

const join = (mount: string, path: string): string => `${mount}${path === '/' ? '' : path}`;
