import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wasKilledForMemory } from './kernel-log.js';

const ID = 'a'.repeat(64);
const record = (memory: string): string =>
  `6,812,2121684008,-;oom-kill:constraint=CONSTRAINT,nodemask=(null),cpuset=${ID},mems_allowed=0,${memory},task=node,pid=1332,uid=64000\n`;

let log: string;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'touchstone-kernel-log-'));
  log = join(folder, 'kmsg');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('wasKilledForMemory', () => {
  it.each([
    ['its own limit', `oom_memcg=/docker/${ID},task_memcg=/docker/${ID}`, true],
    ['its own limit, under systemd', `oom_memcg=/system.slice/docker-${ID}.scope,task_memcg=/x`, true],
    ['that of another container', `oom_memcg=/docker/${'b'.repeat(64)},task_memcg=/docker/${ID}`, false],
    ['that of the host', `global_oom,task_memcg=/docker/${ID}`, false],
  ])('knows whose limit it was: %s', (_, memory, expected) => {
    writeFileSync(log, `6,811,2121684000,-;eth0: up\n${record(memory)}`);

    expect(wasKilledForMemory(ID, log)).toBe(expected);
  });

  it('knows of nothing where there is no log', () => {
    expect(wasKilledForMemory(ID, join(folder, 'none'))).toBe(false);
  });
});
