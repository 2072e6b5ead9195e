import type Docker from 'dockerode';
import { PlatformFault } from '#contracts';
import type { ContextFile } from './image-context.js';
import type { ImageName } from './image-recipes.js';
import { packContext } from './pack-context.js';

export interface ImageBuild {
  readonly name: ImageName;
  readonly tag: string;
  readonly files: readonly ContextFile[];
  readonly buildArguments: Readonly<Record<string, string>>;
  /** Called with every `Step n/m` line of the builder. */
  readonly onStep: (line: string) => void;
}

/** Builds one image with the engine's classic builder and gives it both of its tags. */
export async function buildImage(docker: Docker, build: ImageBuild): Promise<void> {
  const stream = await docker.buildImage(packContext(build.files), {
    t: build.tag,
    version: '1',
    // Builds install packages; a host without NAT rules still reaches its mirror.
    networkmode: 'host',
    buildargs: { ...build.buildArguments },
    labels: { 'touchstone.managed': 'true', 'touchstone.image': build.name },
    rm: true,
    forcerm: true,
  });
  await followBuild(docker, stream, build);
  await docker.getImage(build.tag).tag({ repo: `touchstone/${build.name}`, tag: 'latest' });
}

interface BuildEvent {
  readonly stream?: string;
}

function followBuild(docker: Docker, stream: NodeJS.ReadableStream, build: ImageBuild): Promise<void> {
  const output: string[] = [];
  return new Promise((resolve, reject) => {
    const finish = (error: Error | null) => {
      if (!error) return resolve();
      const tail = output.join('').split('\n').slice(-15).join('\n');
      reject(
        new PlatformFault(
          'image-missing',
          `the image ${build.name} could not be built: ${error.message}\n${tail}`,
          { cause: error },
        ),
      );
    };
    docker.modem.followProgress(stream, finish, ({ stream: line }: BuildEvent) => {
      if (!line) return;
      output.push(line);
      if (line.startsWith('Step ')) build.onStep(line.trim());
    });
  });
}
