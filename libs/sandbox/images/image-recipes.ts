import { ProgramRuntime, type ServiceName } from '#contracts';

/** Images of a pod, and of the platform itself. Each is a folder of `sandbox-images/`. */
export type ImageName =
  'base' | 'launcher' | 'pause' | 'node-runtime' | 'grader' | 'platform' | ProgramRuntime | ServiceName;

export interface ImageRecipe {
  /** Build argument of the Dockerfile → the image it names. */
  readonly parents: Readonly<Record<string, ImageName>>;
  /** The package-lock.json of the image's folder, or of the clone, is installed and sent along as `node_modules/`. */
  readonly npmLibraries?: 'own' | 'of the clone';
  /** Folder below dist/ → folder of the build context. */
  readonly compiled?: Readonly<Record<string, string>>;
  /** Files and folders of the clone that are sent along as they are, sources included. */
  readonly cloned?: readonly string[];
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
  'node-runtime': { parents: { BASE: 'base' }, npmLibraries: 'own' },
  grader: {
    parents: { NODE_RUNTIME: 'node-runtime', LAUNCHER: 'launcher' },
    npmLibraries: 'own',
    compiled: { 'sandbox-images/grader/bundle': 'bundle' },
  },
  node: {
    parents: { NODE_RUNTIME: 'node-runtime', LAUNCHER: 'launcher' },
    npmLibraries: 'own',
    compiled: { 'sandbox-images/node/driver': 'driver' },
  },
  // API, worker and command-line client: what `npm start` runs.
  platform: {
    parents: { NODE_RUNTIME: 'node-runtime' },
    npmLibraries: 'of the clone',
    compiled: {
      apps: 'dist/apps',
      libs: 'dist/libs',
      'sandbox-images': 'dist/sandbox-images',
      web: 'dist/web',
    },
    cloned: ['package.json', 'package-lock.json', 'apps/cli/bin', 'exercises'],
  },
  postgres: { parents: { BASE: 'base' } },
  redis: { parents: { BASE: 'base' } },
  rabbitmq: { parents: { BASE: 'base' } },
};
