import { ProgramRuntime, type ServiceName } from '#contracts';

/** Images of a pod, and what they are built from. Each is a folder of `sandbox-images/`. */
export type ImageName =
  'base' | 'launcher' | 'pause' | 'node-runtime' | 'grader' | ProgramRuntime | ServiceName;

export interface ImageRecipe {
  /** Build argument of the Dockerfile → the image it names. */
  readonly parents: Readonly<Record<string, ImageName>>;
  /** The folder's package-lock.json is installed and sent along as `node_modules/`. */
  readonly npmLibraries?: true;
  /** Folder below dist/ → folder of the build context. */
  readonly compiled?: Readonly<Record<string, string>>;
}

/** Of the image of a language that asks for nothing else. */
const USUAL_RECIPE: ImageRecipe = { parents: { BASE: 'base', LAUNCHER: 'launcher' } };
const usualRecipes = Object.fromEntries(
  ProgramRuntime.options.map((runtime) => [runtime, USUAL_RECIPE]),
) as Record<ProgramRuntime, ImageRecipe>;

export const IMAGE_RECIPES: Readonly<Record<ImageName, ImageRecipe>> = {
  ...usualRecipes,
  base: { parents: {} },
  launcher: { parents: { BASE: 'base' } },
  pause: { parents: { LAUNCHER: 'launcher' } },
  'node-runtime': { parents: { BASE: 'base' }, npmLibraries: true },
  grader: {
    parents: { NODE_RUNTIME: 'node-runtime' },
    npmLibraries: true,
    compiled: { 'sandbox-images/grader/bundle': 'bundle' },
  },
  node: {
    parents: { NODE_RUNTIME: 'node-runtime', LAUNCHER: 'launcher' },
    npmLibraries: true,
    compiled: { 'sandbox-images/node/driver': 'driver' },
  },
  postgres: { parents: { BASE: 'base' } },
  redis: { parents: { BASE: 'base' } },
  rabbitmq: { parents: { BASE: 'base' } },
};
