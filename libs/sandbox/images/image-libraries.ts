import type Docker from 'dockerode';
import { json } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { z } from 'zod';
import { isProgramRuntime, PlatformFault, RuntimeLibraries, type RuntimeName } from '#contracts';
import { makeOwner } from '../janitor/owner.js';
import { engineCall } from '../pod/engine-call.js';
import { LABELS, makeId } from '../spec/pod-identity.js';
import { getImageId } from './find-image.js';
import type { ImageName } from './image-recipes.js';

const LIST_PATH = '/opt/touchstone/libraries.json';

const ServiceVersion = z.object({ version: z.string() });

/** The lists that the builds of images wrote down. */
export class ImageLibraries {
  private readonly needed = new Set<string>();

  /** @param owner the worker that reads: its janitor removes what it had to leave behind */
  constructor(
    private readonly docker: Docker,
    private readonly owner = makeOwner(),
  ) {}

  /** What its owner's janitor asks: whether a container is one that is being read from. */
  isNeeded(id: string): boolean {
    return this.needed.has(id);
  }

  /**
   * The version of a runtime and of every library a submission can import. What needs no image of its own is what judges it: `sql` the
   * PostgreSQL of the service, `files` the grader.
   * @throws PlatformFault `image-missing` when the image is not built yet or has no list
   */
  async read(runtime: RuntimeName): Promise<RuntimeLibraries> {
    if (isProgramRuntime(runtime)) return RuntimeLibraries.parse(await this.readList(runtime));
    if (runtime === 'files') return { runtime, version: '', libraries: [] };
    const { version } = ServiceVersion.parse(await this.readList('postgres'));
    return { runtime, version: `PostgreSQL ${version}`, libraries: [] };
  }

  private async readList(image: ImageName): Promise<unknown> {
    const id = `libraries-${makeId()}`;
    this.needed.add(id);
    try {
      return await this.readFrom(image, id);
    } finally {
      this.needed.delete(id);
    }
  }

  private async readFrom(image: ImageName, id: string): Promise<unknown> {
    // Never started: it only gives access to the image's files, and no learner's byte comes near it.
    const creation = this.docker.createContainer({
      Image: await getImageId(this.docker, image),
      Labels: { [LABELS.managed]: 'true', [LABELS.owner]: this.owner, [LABELS.pod]: id },
      NetworkDisabled: true,
    });
    const container = await engineCall(`create a container of ${image}`, 'image-missing', creation);
    try {
      const archive = container.getArchive({ path: LIST_PATH });
      return await readJsonFile(await engineCall(`read ${LIST_PATH}`, 'image-missing', archive));
    } catch (cause) {
      throw new PlatformFault('image-missing', `the image of ${image} has no readable list of libraries`, {
        cause,
      });
    } finally {
      await engineCall(`remove ${container.id}`, 'internal', container.remove({ force: true }));
    }
  }
}

/** The one file of a tar stream. */
async function readJsonFile(tar: NodeJS.ReadableStream): Promise<unknown> {
  const entries = tar.pipe(extract());
  for await (const entry of entries) return json(entry);
  throw new Error('the archive is empty');
}
