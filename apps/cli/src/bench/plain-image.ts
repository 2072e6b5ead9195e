import type Docker from 'dockerode';
import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { pack } from 'tar-stream';
import { cloneFolder } from '../up/state-folder.js';

const TAG = 'touchstone/bench:latest';

/** Everything one run needs in one image: runner, driver and the plain judge. The grader image with two additions. */
const DOCKERFILE = `FROM touchstone/node:latest AS node
FROM touchstone/grader:latest
LABEL touchstone.managed=true
COPY --from=node /opt/touchstone/driver /opt/touchstone/driver
COPY plain-judge.js /opt/touchstone/plain-judge.js
# The program's libraries are not the runner's.
COPY --from=node /node_modules /work/node_modules
RUN ln -s /work/node_modules/@sinonjs /node_modules/@sinonjs && echo '{ "type": "module" }' > /opt/touchstone/package.json
WORKDIR /work
ENTRYPOINT ["node", "--no-warnings", "/opt/touchstone/plain-judge.js"]
`;

export async function buildPlainImage(docker: Docker): Promise<string> {
  const context = pack();
  context.entry({ name: 'Dockerfile' }, DOCKERFILE);
  const judge = await readFile(join(cloneFolder, 'dist/apps/cli/src/bench/plain-judge.js'), 'utf8');
  context.entry({ name: 'plain-judge.js' }, judge);
  context.finalize();
  const output = await docker.buildImage(Readable.from(context), { t: TAG, networkmode: 'host' });
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(output, (error, steps: { error?: string }[]) => {
      const failed = error?.message ?? steps.find((step) => step.error)?.error;
      if (failed) reject(new Error(`the benchmark's image could not be built: ${failed}`));
      else resolve();
    });
  });
  return TAG;
}

/**
 * The files of the image in a folder of the host, where the same programs run as plain processes (`chroot` changes
 * what they see of the file system and nothing else: no namespaces, no cgroup, no filter).
 */
export async function unpackImage(
  docker: Docker,
  image: string,
): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-bench-'));
  const container = await docker.createContainer({ Image: image, Labels: { 'touchstone.managed': 'true' } });
  try {
    const tar = spawn('tar', ['-x', '-C', folder, '-f', '-'], { stdio: ['pipe', 'ignore', 'inherit'] });
    const ended = new Promise<number | null>((resolve) => tar.once('close', resolve));
    await pipeline(await container.export(), tar.stdin);
    if ((await ended) !== 0) throw new Error('the image could not be unpacked');
  } finally {
    await container.remove({ force: true });
  }
  await mkdir(join(folder, 'dev'), { recursive: true });
  await promisify(execFile)('mknod', ['-m', '666', join(folder, 'dev/null'), 'c', '1', '3']).catch(
    () => undefined,
  );
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
