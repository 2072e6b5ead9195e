import type Docker from 'dockerode';
import { json } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { z } from 'zod';
import { isProgramRuntime, PlatformFault, RuntimeLibraries, type RuntimeName } from '#contracts';
import { getImageId } from './find-image.js';
import type { ImageName } from './image-recipes.js';

const LIST_PATH = '/opt/touchstone/libraries.json';

/**
 * The version of a runtime and of every library a submission can import, as the build of its image wrote them down.
 * What needs no image of its own is what judges it: `sql` the PostgreSQL of the service, `files` the grader.
 * @throws PlatformFault `image-missing` when the image is not built yet or has no list
 */
export async function readImageLibraries(docker: Docker, runtime: RuntimeName): Promise<RuntimeLibraries> {
  if (isProgramRuntime(runtime)) return RuntimeLibraries.parse(await readList(docker, runtime));
  if (runtime === 'files') return { runtime, version: '', libraries: [] };
  const { version } = ServiceVersion.parse(await readList(docker, 'postgres'));
  return { runtime, version: `PostgreSQL ${version}`, libraries: [] };
}

const ServiceVersion = z.object({ version: z.string() });

async function readList(docker: Docker, image: ImageName): Promise<unknown> {
  // Never started: it only gives access to the image's files, and no learner's byte comes near it.
  const container = await docker.createContainer({
    Image: await getImageId(docker, image),
    Labels: { 'touchstone.managed': 'true' },
    NetworkDisabled: true,
  });
  try {
    return await readJsonFile(await container.getArchive({ path: LIST_PATH }));
  } catch (cause) {
    throw new PlatformFault('image-missing', `the image of ${image} has no readable list of libraries`, {
      cause,
    });
  } finally {
    await container.remove({ force: true });
  }
}

/** The one file of a tar stream. */
async function readJsonFile(tar: NodeJS.ReadableStream): Promise<unknown> {
  const entries = tar.pipe(extract());
  for await (const entry of entries) return json(entry);
  throw new Error('the archive is empty');
}
