import type Docker from 'dockerode';
import { PlatformFault } from '#contracts';
import { buildImage } from './build-image.js';
import { ensureDebian } from './ensure-debian.js';
import { findImageId, getImageId } from './find-image.js';
import { type ContextFile, hashImage, listContextFiles } from './image-context.js';
import { type ImageName, IMAGE_RECIPES } from './image-recipes.js';
import { listNpmLibraries } from './npm-libraries.js';
import { withPermits } from './with-permits.js';

export interface ImageProgress {
  readonly image: ImageName;
  readonly state: 'present' | 'building' | 'built';
  /** What the builder is doing, while `building`; else empty. */
  readonly step: string;
  readonly elapsedMs: number;
}

/** Two builds keep the network and a processor busy; more only make each other late. */
const withPermit = withPermits(2);

/** Builds under way in this process, by tag: whoever asks for the same image meanwhile waits for the same build. */
const builds = new Map<string, Promise<void>>();

/**
 * Makes sure that the images exist with the content this clone describes, building what is missing, parents first.
 * @returns the id of each image asked for: pods are started by id, so a tag that moves meanwhile changes nothing
 * @throws PlatformFault `image-missing` with the end of the builder's output, or `engine-unavailable`
 */
export async function ensureImages<Name extends ImageName>(
  docker: Docker,
  names: readonly Name[],
  onProgress: (progress: ImageProgress) => void = () => {},
): Promise<Record<Name, string>> {
  const assembly = new ImageAssembly(docker, await readProcessor(docker), onProgress);
  await Promise.all(names.map((name) => assembly.ensure(name)));
  const ids = await Promise.all(names.map(async (name) => [name, await getImageId(docker, name)] as const));
  return Object.fromEntries(ids) as Record<Name, string>;
}

/** The engine's processor in npm's words; the engine may be on another machine. */
async function readProcessor(docker: Docker): Promise<'x64' | 'arm64'> {
  const version = await docker.version().catch((cause: unknown) => {
    throw new PlatformFault('engine-unavailable', 'the Docker engine does not answer', { cause });
  });
  if (version.Arch === 'amd64') return 'x64';
  if (version.Arch === 'arm64') return 'arm64';
  throw new PlatformFault(
    'image-missing',
    `images are made for amd64 and arm64, the engine runs on ${version.Arch}`,
  );
}

/** One run of `ensureImages`: every image is looked at once, however many stand on it. */
class ImageAssembly {
  private readonly ensured = new Map<ImageName, Promise<string>>();

  constructor(
    private readonly docker: Docker,
    private readonly cpu: 'x64' | 'arm64',
    private readonly onProgress: (progress: ImageProgress) => void,
  ) {}

  /** @returns the content hash that tags the image */
  ensure(name: ImageName): Promise<string> {
    const known = this.ensured.get(name);
    if (known) return known;
    const made = this.make(name);
    this.ensured.set(name, made);
    return made;
  }

  private async make(name: ImageName): Promise<string> {
    const parents = await this.ensureParents(name);
    const files = await listContextFiles(name);
    const hash = await hashImage(files, parents, this.cpu);
    const tag = `touchstone/${name}:${hash}`;
    const report = progressReporter(name, this.onProgress);
    if (await findImageId(this.docker, tag)) {
      await this.docker.getImage(tag).tag({ repo: `touchstone/${name}`, tag: 'latest' });
      report('present');
      return hash;
    }
    const build = builds.get(tag) ?? withPermit(() => this.build(name, tag, files, parents, report));
    builds.set(tag, build);
    await build.finally(() => builds.delete(tag));
    report('built');
    return hash;
  }

  private async build(
    name: ImageName,
    tag: string,
    files: readonly ContextFile[],
    parents: Readonly<Record<string, string>>,
    report: (state: ImageProgress['state'], step: string) => void,
  ): Promise<void> {
    const onStep = (step: string) => report('building', step);
    onStep('collecting files');
    const buildArguments =
      name === 'base' ? { DEBIAN: await ensureDebian(socketOf(this.docker), onStep) } : toTags(name, parents);
    const libraries = IMAGE_RECIPES[name].npmLibraries ? await listNpmLibraries(name, this.cpu) : [];
    await buildImage(this.docker, { name, tag, files: [...files, ...libraries], buildArguments, onStep });
  }

  private async ensureParents(name: ImageName): Promise<Record<string, string>> {
    const parents = Object.entries(IMAGE_RECIPES[name].parents);
    return Object.fromEntries(
      await Promise.all(
        parents.map(async ([argument, parent]) => [argument, await this.ensure(parent)] as const),
      ),
    );
  }
}

function socketOf(docker: Docker): string {
  return (docker.modem as { socketPath?: string }).socketPath ?? '/var/run/docker.sock';
}

function toTags(name: ImageName, parentHashes: Readonly<Record<string, string>>): Record<string, string> {
  const parents = Object.entries(IMAGE_RECIPES[name].parents);
  return Object.fromEntries(
    parents.map(([argument, parent]) => [argument, `touchstone/${parent}:${parentHashes[argument]}`]),
  );
}

function progressReporter(image: ImageName, onProgress: (progress: ImageProgress) => void) {
  const startedAt = performance.now();
  return (state: ImageProgress['state'], step = '') =>
    onProgress({ image, state, step, elapsedMs: performance.now() - startedAt });
}
