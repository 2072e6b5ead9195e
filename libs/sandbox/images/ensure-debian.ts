import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PlatformFault } from '#contracts';
import { projectPaths } from './project-paths.js';

/**
 * The Debian that all images stand on: present, else pulled, else made with debootstrap.
 * The work is a program of its own, which the bootstrap also runs before any dependency is installed.
 * @returns its tag
 * @throws PlatformFault `image-missing` when no way works
 */
export async function ensureDebian(socketPath: string, onStep: (line: string) => void): Promise<string> {
  const program = join(projectPaths.images, 'base', 'ensure-debian.mjs');
  const child = spawn(process.execPath, [program, socketPath, projectPaths.state], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let lastLine = '';
  createInterface({ input: child.stdout }).on('line', (line) => {
    lastLine = line;
    if (!line.startsWith('tag ')) onStep(line);
  });
  const complaints: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => complaints.push(line));
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  if (exitCode === 0) return lastLine.replace('tag ', '');
  throw new PlatformFault('image-missing', `the base image cannot be made: ${complaints.join(' ')}`);
}
