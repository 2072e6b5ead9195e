import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NOTHING_SAID, readKernelLog } from './kernel-log.js';

const ID = 'a'.repeat(64);
const killed = (memory: string): string =>
  `6,812,2121684008,-;oom-kill:constraint=CONSTRAINT,nodemask=(null),cpuset=${ID},mems_allowed=0,${memory},task=node,pid=1332,uid=64000\n`;

let log: string;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'touchstone-kernel-log-'));
  log = join(folder, 'kmsg');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('readKernelLog', () => {
  it.each([
    ['its own limit', `oom_memcg=/docker/${ID},task_memcg=/docker/${ID}`, true],
    ['its own limit, under systemd', `oom_memcg=/system.slice/docker-${ID}.scope,task_memcg=/x`, true],
    ['that of another container', `oom_memcg=/docker/${'b'.repeat(64)},task_memcg=/docker/${ID}`, false],
    ['that of the host', `global_oom,task_memcg=/docker/${ID}`, false],
  ])('knows whose limit it was: %s', (_, memory, expected) => {
    writeFileSync(log, killed(memory));

    expect(readKernelLog(ID, log)).toEqual({ killedForMemory: expected, refusedProcess: false });
  });

  it('knows whose process was refused', () => {
    writeFileSync(log, `6,813,2498625249,-;cgroup: fork rejected by pids controller in /docker/${ID}\n`);

    expect(readKernelLog(ID, log)).toEqual({ killedForMemory: false, refusedProcess: true });
    expect(readKernelLog('b'.repeat(64), log)).toEqual(NOTHING_SAID);
  });

  it('knows of nothing where there is no log', () => {
    expect(readKernelLog(ID, join(folder, 'none'))).toEqual(NOTHING_SAID);
  });
});
