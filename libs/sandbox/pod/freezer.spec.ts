import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CgroupDirectories } from '../usage/cgroup-files.js';
import { Freezer } from './freezer.js';

/** A folder of plain files in place of the kernel's: what was written stays to be read. */
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'touchstone-freezer-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const cgroup = (version: 1 | 2, freezer: string | null = directory): CgroupDirectories => ({
  version,
  memory: '',
  cpu: '',
  pids: '',
  freezer,
  bandwidth: null,
});
const file = (name: string) => join(directory, name);
const read = (name: string) => readFile(file(name), 'utf8');

describe('a freezer', () => {
  it('of version 1 is told by one file, which says when all are frozen', async () => {
    await writeFile(file('freezer.state'), 'THAWED\n');
    const freezer = Freezer.of(cgroup(1))!;

    expect(await freezer.freeze()).toBe(true);
    expect(await read('freezer.state')).toMatch(/^FROZEN/);

    freezer.thaw();
    expect(await read('freezer.state')).toMatch(/^THAWED/);
  });

  it('of version 2 waits for what the kernel says in another file', async () => {
    await writeFile(file('cgroup.freeze'), '0\n');
    await writeFile(file('cgroup.events'), 'populated 1\nfrozen 0\n');
    const freezer = Freezer.of(cgroup(2))!;

    const frozen = freezer.freeze();
    expect(await Promise.race([frozen, new Promise((resolve) => setTimeout(resolve, 50, 'waits'))])).toBe(
      'waits',
    );
    await writeFile(file('cgroup.events'), 'populated 1\nfrozen 1\n');

    expect(await frozen).toBe(true);
    expect(await read('cgroup.freeze')).toMatch(/^1/);
  });

  it('thaws what could not be frozen in time', async () => {
    await writeFile(file('cgroup.freeze'), '0\n');
    await writeFile(file('cgroup.events'), 'populated 1\nfrozen 0\n');

    expect(await Freezer.of(cgroup(2))!.freeze()).toBe(false);

    expect(await read('cgroup.freeze')).toMatch(/^0/);
  });

  it('freezes nothing any more that was thawed meanwhile', async () => {
    await writeFile(file('cgroup.freeze'), '0\n');
    await writeFile(file('cgroup.events'), 'populated 1\nfrozen 0\n');
    const freezer = Freezer.of(cgroup(2))!;
    const frozen = freezer.freeze();

    freezer.thaw();

    expect(await frozen).toBe(true);
    expect(await read('cgroup.freeze')).toMatch(/^0/);
  });

  it('of a container that is gone freezes nothing, and has nothing to thaw', async () => {
    await writeFile(file('freezer.state'), 'THAWED\n');
    const freezer = Freezer.of(cgroup(1))!;
    await rm(directory, { recursive: true });

    expect(await freezer.freeze()).toBe(false);
    freezer.thaw();
  });

  it('makes no file where the kernel has none', async () => {
    expect(Freezer.of(cgroup(1))).toBeNull();
    await expect(read('freezer.state')).rejects.toThrow('ENOENT');
  });

  it('is none where the host’s files are out of reach, or no freezer is mounted', () => {
    expect(Freezer.of(null)).toBeNull();
    expect(Freezer.of(cgroup(1, null))).toBeNull();
  });
});

describe('a signal by a freezer', () => {
  let program: ChildProcess;
  beforeEach(async () => {
    program = spawn('sleep', ['60']);
    await once(program, 'spawn');
    await writeFile(file('freezer.state'), 'THAWED\n');
    await writeFile(file('cgroup.procs'), `1\n${program.pid}\n`);
  });
  afterEach(() => void program.kill('SIGKILL'));

  it.each(['SIGTERM', 'SIGKILL'] as const)('is delivered: %s', async (signal) => {
    const ended = once(program, 'exit');

    expect(await Freezer.of(cgroup(1))!.signal(program.pid!, signal)).toBe(true);

    expect(await ended).toEqual([null, signal]);
    expect(await read('freezer.state')).toMatch(/^THAWED/);
  });

  it('reaches nobody who is not of the container', async () => {
    await writeFile(file('cgroup.procs'), '1\n');

    expect(await Freezer.of(cgroup(1))!.signal(program.pid!, 'SIGKILL')).toBeNull();

    expect(program.exitCode).toBeNull();
    expect(await read('freezer.state')).toMatch(/^THAWED/);
  });

  it('is not delivered to one that has ended and waits to be buried', async () => {
    const parent = spawn('sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 60']);
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const zombie = Number(line);
    await writeFile(file('cgroup.procs'), `${zombie}\n`);
    const stateOf = async () => (await readFile(`/proc/${zombie}/stat`, 'utf8')).split(' ')[2];
    while ((await stateOf()) !== 'Z') await new Promise((resolve) => setTimeout(resolve, 5));

    expect(await Freezer.of(cgroup(1))!.signal(zombie, 'SIGKILL')).toBe(false);

    parent.kill('SIGKILL');
  });

  it('leaves a pause as it is when it is polite, and ends it when it kills', async () => {
    const freezer = Freezer.of(cgroup(1))!;
    await freezer.freeze();

    await freezer.signal(program.pid!, 'SIGTERM');
    expect(await read('freezer.state')).toMatch(/^FROZEN/);

    await freezer.signal(program.pid!, 'SIGKILL');
    expect(await read('freezer.state')).toMatch(/^THAWED/);
  });

  it('is left to the engine when not all processes can be held still', async () => {
    await writeFile(file('cgroup.freeze'), '0\n');
    await writeFile(file('cgroup.events'), 'populated 1\nfrozen 0\n');

    expect(await Freezer.of(cgroup(2))!.signal(program.pid!, 'SIGKILL')).toBeNull();

    expect(await read('cgroup.freeze')).toMatch(/^0/);
    expect(program.exitCode).toBeNull();
  });

  it('is left to the engine when the container is gone', async () => {
    const freezer = Freezer.of(cgroup(1))!;
    await rm(directory, { recursive: true });

    expect(await freezer.signal(program.pid!, 'SIGKILL')).toBeNull();
  });
});
