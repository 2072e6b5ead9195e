import type Docker from 'dockerode';
import { engineCall } from '../pod/engine-call.js';

const OURS = /^touchstone\/([^:]+):latest$/;

/**
 * The images of ours that the engine has, by name, each with the id of its content.
 * @throws PlatformFault `engine-unavailable`
 */
export async function listImages(docker: Docker): Promise<{ name: string; id: string }[]> {
  const listing = docker.listImages({ filters: { reference: ['touchstone/*'] } });
  const images = await engineCall('list its images', 'engine-unavailable', listing);
  return images
    .flatMap(({ Id, RepoTags }) =>
      (RepoTags ?? []).map((tag) => ({ name: OURS.exec(tag)?.[1] ?? '', id: Id })),
    )
    .filter(({ name }) => name !== '')
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
