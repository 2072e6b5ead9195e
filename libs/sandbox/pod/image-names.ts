import type { ProgramRuntime, ServiceName } from '#contracts';

/** What a pod needs an image for. */
export type PodImage = 'pause' | 'grader' | ProgramRuntime | ServiceName;

/** Name or id of the image for each part of a pod. */
export type ImageNames = (image: PodImage) => string;

/** The images that `ensureImages` builds. SECURITY: P28: they are local, and nothing here ever pulls. */
export const localImages: ImageNames = (image) => `touchstone/${image}:latest`;
