import type Docker from 'dockerode';
import { json } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { PlatformFault, RuntimeLibraries, type RuntimeName } from '#contracts';
import { getImageId } from './find-image.js';

const LIST_PATH = '/opt/touchstone/libraries.json';

/**
 * The version of a runtime and of every library a submission can import, as the image's build wrote them down.
 * @throws PlatformFault `image-missing` when the image is not built yet or has no list
 */
export async function readImageLibraries(docker: Docker, runtime: RuntimeName): Promise<RuntimeLibraries> {
  // Never started: it only gives access to the image's files, and no learner's byte comes near it.
  const container = await docker.createContainer({
    Image: await getImageId(docker, runtime),
    Labels: { 'touchstone.managed': 'true' },
    NetworkDisabled: true,
  });
  try {
    return RuntimeLibraries.parse(await readJsonFile(await container.getArchive({ path: LIST_PATH })));
  } catch (cause) {
    throw new PlatformFault('image-missing', `the image of ${runtime} has no readable list of libraries`, {
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
