import { z } from 'zod';

export interface ProgramRuntimeFacts {
  /** Where a program starts, in the order in which the image looks for it. */
  readonly entryFiles: readonly [string, ...string[]];
  /** What its programs find in their environment, beside what all find there. */
  readonly environment: readonly string[];
  /** The image has a driver, so that a module can be called function by function. */
  readonly hasDriver: boolean;
  /** Its build makes a file that is started, on a disk of its own: `/program` (docs/adr/0024). */
  readonly buildsExecutable: boolean;
}

/** All that is known of a language outside of its image, `sandbox-images/<name>/`. See docs/ADDING-A-RUNTIME.md. */
export const PROGRAM_RUNTIMES = {
  node: {
    entryFiles: ['main.ts', 'main.mts', 'main.js', 'main.mjs', 'main.cjs'],
    environment: ['NODE_ENV=production'],
    hasDriver: true,
    buildsExecutable: false,
  },
  python: {
    entryFiles: ['main.py'],
    environment: ['PYTHONUNBUFFERED=1', 'PYTHONDONTWRITEBYTECODE=1'],
    hasDriver: true,
    buildsExecutable: false,
  },
  php: {
    entryFiles: ['main.php', 'index.php'],
    environment: ['PHP_CLI_SERVER_WORKERS=8'],
    hasDriver: false,
    buildsExecutable: false,
  },
  go: {
    entryFiles: ['main.go'],
    environment: ['GOMAXPROCS=2'],
    hasDriver: false,
    buildsExecutable: true,
  },
  java: { entryFiles: ['Main.java'], environment: [], hasDriver: false, buildsExecutable: false },
  nginx: { entryFiles: ['nginx.conf'], environment: [], hasDriver: false, buildsExecutable: false },
} as const satisfies Record<string, ProgramRuntimeFacts>;

/** Languages of programs. Each is an image in `sandbox-images/<name>/`. */
export const ProgramRuntime = z.enum(Object.keys(PROGRAM_RUNTIMES) as (keyof typeof PROGRAM_RUNTIMES)[]);
export type ProgramRuntime = z.infer<typeof ProgramRuntime>;

/** What is submitted where no program of the learner's runs: SQL for PostgreSQL, or files that parsers judge. No image. */
export const ArtifactRuntime = z.enum(['sql', 'files']);
export type ArtifactRuntime = z.infer<typeof ArtifactRuntime>;

/** What a learner can submit in. */
export const RuntimeName = z.enum([...ProgramRuntime.options, ...ArtifactRuntime.options]);
export type RuntimeName = z.infer<typeof RuntimeName>;

export function isProgramRuntime(runtime: RuntimeName): runtime is ProgramRuntime {
  return ProgramRuntime.safeParse(runtime).success;
}

/** Real services that can stand beside the subject. Each is an image in `sandbox-images/<name>/`. */
export const ServiceName = z.enum(['postgres', 'redis', 'rabbitmq']);
export type ServiceName = z.infer<typeof ServiceName>;

/** How a submission is exercised: over the network, function by function, or as files judged by a trusted tool. */
export const ExerciseKind = z.enum(['service', 'module', 'artifact']);
export type ExerciseKind = z.infer<typeof ExerciseKind>;

/** What a service answers in on its port. */
export const SpokenProtocol = z.enum(['http', 'grpc']);
export type SpokenProtocol = z.infer<typeof SpokenProtocol>;

/** The port of the first subject instance; instance `i` (from 0) listens on `SUBJECT_PORT + i`. Below the ephemeral range (threat G10). */
export const SUBJECT_PORT = 8080;
/** The first port of the upstreams that the grader plays for an exercise; 9000–9099 are kept for them. Below the ephemeral range (threat G09). */
export const UPSTREAM_PORT = 9000;
export const SERVICE_PORTS: Readonly<Record<ServiceName, number>> = {
  postgres: 5432,
  redis: 6379,
  rabbitmq: 5672,
};
