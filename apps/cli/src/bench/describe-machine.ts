import { cpus, totalmem } from 'node:os';
import type Docker from 'dockerode';
import type { Machine } from './render-report.js';

export async function describeMachine(docker: Docker): Promise<Machine> {
  const { Version } = await docker.version();
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown processor',
    cores: cpus().length,
    memoryGib: Math.round(totalmem() / 1024 ** 3),
    node: process.version,
    engine: `Docker ${Version}`,
  };
}
