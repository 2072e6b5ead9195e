/**
 * sandbox: carries out a pod plan on a Docker engine: builds images, starts and measures the containers of a pod,
 * acts on them for a suite, removes every trace. Implements `judging`'s PodRunner. It must never know what an
 * outcome or a score is, nor SQL, Redis or Nest.
 */
export {
  ensureImages,
  findImageId,
  getImageId,
  ImageLibraries,
  type ImageName,
  type ImageProgress,
  listImages,
} from './images/index.js';
export { Janitor } from './janitor/janitor.js';
export { makeOwner } from './janitor/owner.js';
export { Demultiplexer } from './pod/demultiplex.js';
export { DockerPodRunner, type DockerPodRunnerOptions, type PodChoice } from './pod/docker-pod-runner.js';
export { listLives } from './runc/life-folder.js';
export { ProgramContainers, type MakerChoice } from './runc/program-containers.js';
export { LogTail } from './pod/log-tail.js';
export { takeTypesOut } from './pod/take-types-out.js';
export { localImages, type ImageNames, type PodImage } from './pod/image-names.js';
export { containerCapacity, readEngineSize, type ContainerCapacity } from './slots/container-capacity.js';
export type { EngineFacts } from './doctor/engine-facts.js';
export type { SandboxCheck } from './doctor/sandbox-check.js';
export { SandboxDoctor, type EngineLink, type Examination } from './doctor/sandbox-doctor.js';
