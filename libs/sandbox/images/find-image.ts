import type Docker from 'dockerode';
import { PlatformFault } from '#contracts';
import type { ImageName } from './image-recipes.js';

/** @returns the id, or null when the engine has no such image */
export async function findImageId(docker: Docker, tag: string): Promise<string | null> {
  try {
    return (await docker.getImage(tag).inspect()).Id;
  } catch (error) {
    if (isNotFound(error)) return null;
    throw new PlatformFault(
      'engine-unavailable',
      `the Docker engine could not be asked for the image ${tag}`,
      { cause: error },
    );
  }
}

/**
 * The image a pod is started from, by id: a tag that moves meanwhile changes nothing.
 * @throws PlatformFault `image-missing`
 */
export async function getImageId(docker: Docker, name: ImageName): Promise<string> {
  const id = await findImageId(docker, `touchstone/${name}:latest`);
  if (id) return id;
  throw new PlatformFault('image-missing', `the image touchstone/${name} is not built yet`);
}

const isNotFound = (error: unknown) =>
  error instanceof Error && 'statusCode' in error && error.statusCode === 404;
