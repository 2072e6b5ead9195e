import { randomBytes, randomUUID } from 'node:crypto';
import {
  isProgramRuntime,
  Seed,
  type LiveEvent,
  type PlannedTest,
  type RuntimeName,
  type SubmissionFile,
  type SubmissionMode,
  type TestResult,
  type Verdict,
} from '#contracts';
import type { Exercise } from '#exercise-catalog';
import { judge, type OperatorCaps, type ProgramJudge } from '#judging';
import {
  containerCapacity,
  DockerPodRunner,
  ensureImages,
  Janitor,
  localImages,
  makeOwner,
  ProgramContainers,
  readEngineSize,
  type ImageName,
  type ImageNames,
} from '#sandbox';
import { RunningPoints, scoreVerdict } from '#scoring';
import type { Context } from '../context.js';
import { openDocker } from './open-docker.js';
import { showImageProgress } from './show-image-progress.js';

interface LocalRun {
  readonly exercise: Exercise;
  readonly runtime: RuntimeName;
  readonly files: readonly SubmissionFile[];
  readonly mode: SubmissionMode;
  /** Runs the tests in another order each time. */
  readonly shuffled?: boolean;
  /** What random inputs come from; a fresh one when left out. That of a verdict replays its run. */
  readonly seed?: Seed | undefined;
  readonly onEvent?: (event: LiveEvent) => void;
  readonly onPlan?: (tests: readonly PlannedTest[]) => void;
  readonly onResult?: (result: TestResult) => void;
  readonly signal: AbortSignal;
}

/** Judges on this machine, in the same pods and by the same rules as the platform. */
export interface LocalJudge extends ProgramJudge {
  /** How many runs this machine can take at once. */
  readonly capacity: number;
  /** @throws PlatformFault when the pod could not be brought to the point where the program starts */
  run(request: LocalRun): Promise<Verdict>;
  /** Waits until the pods are gone. */
  close(): Promise<void>;
}

/** The exercise alone decides its limits: the machine is its author's. */
const NO_CAPS: OperatorCaps = {
  memoryMib: Infinity,
  cpus: Infinity,
  processes: Infinity,
  diskMib: Infinity,
  wallTimeoutMs: Infinity,
};

/** Makes sure of the images that the exercises need, and judges with them. */
export async function openLocalJudge(
  { terminal, env }: Context,
  exercises: readonly Exercise[],
): Promise<LocalJudge> {
  const docker = openDocker(env);
  const ids: Partial<Record<ImageName, string>> = await ensureImages(
    docker,
    listImages(exercises),
    showImageProgress(terminal),
  );
  terminal.show('');
  // What an earlier run that was killed has left behind.
  await new Janitor(docker).removeOrphans();
  const capacity = containerCapacity(await readEngineSize(docker)).pods;
  const images: ImageNames = (image) => ids[image] ?? localImages(image);
  const owner = makeOwner();
  const containers = new ProgramContainers({ docker, owner, images });
  const runner = new DockerPodRunner({ docker, owner, images, containers });
  // No pods: which program comes next is no guess. Their pauses are kept.
  runner.keepWarm({ most: 0, slots: capacity });
  return {
    capacity,
    close: async () => {
      await runner.close();
      await containers.close();
    },
    run: async ({ shuffled, seed = newSeed(), onEvent, ...order }) => {
      const { groups } = order.exercise.manifest;
      const scored = order.mode === 'graded';
      const points = new RunningPoints(scored ? groups : []);
      const judgement = await judge({
        ...order,
        runner,
        taskId: randomUUID(),
        attempt: 1,
        seed,
        caps: NO_CAPS,
        ...(shuffled === true ? { shuffleSeed: newSeed() } : {}),
        ...(onEvent === undefined ? {} : { onEvent: (event: LiveEvent) => onEvent(points.addTo(event)) }),
      });
      return scoreVerdict(judgement, groups, scored);
    },
  };
}

function listImages(exercises: readonly Exercise[]): ImageName[] {
  const needed = exercises.flatMap(({ manifest }) => [
    ...manifest.runtimes.filter(isProgramRuntime),
    ...manifest.services,
  ]);
  return [...new Set<ImageName>(['pause', 'grader', ...needed])];
}

const newSeed = (): Seed => Seed.parse(randomBytes(8).toString('hex'));
