import type {
  ControlAction,
  ExerciseKind,
  GraderFrame,
  ResourceUse,
  RuntimeName,
  Seed,
  ServiceName,
  SpokenProtocol,
  SubmissionFile,
  SuiteFile,
  TestLog,
} from '#contracts';

/** Limits of one subject container, already capped by the operator. */
export interface PodLimits {
  readonly memoryMib: number;
  /** Share of one CPU, e.g. 1 or 0.5. */
  readonly cpus: number;
  readonly processes: number;
  readonly diskMib: number;
  readonly outputBytes: number;
  readonly buildTimeoutMs: number;
  readonly startTimeoutMs: number;
  readonly testTimeoutMs: number;
  /** From `subject-started` to `done`; passing it is the learner's `time-limit`. */
  readonly wallTimeoutMs: number;
}

/** What a pod is made of before anything is known of what runs in it: plans of one shape may run in pods made ahead. */
export interface PodShape {
  readonly kind: ExerciseKind;
  readonly runtime: RuntimeName;
  readonly services: readonly ServiceName[];
  /** Names of the HTTP servers that the grader plays. */
  readonly upstreams: readonly string[];
  /** How many instances of the learner's program run side by side; none of an artifact, whose files the grader is given. */
  readonly instances: number;
  readonly limits: Pick<PodLimits, 'memoryMib' | 'cpus' | 'processes' | 'diskMib'>;
}

/** Everything one attempt needs. Made by `planPod`, carried out by a PodRunner. */
export interface PodPlan extends PodShape {
  /** What is judged: the submission's id, or a random one outside the platform. */
  readonly taskId: string;
  readonly attempt: number;
  /** `http` when it is not said. */
  readonly speaks?: SpokenProtocol;
  readonly limits: PodLimits;
  /** The same in every run of this suite, whatever became of its text: what one run needed, the next may. */
  readonly suiteName: string;
  readonly suite: readonly SuiteFile[];
  readonly files: readonly SubmissionFile[];
  readonly seed: Seed;
  readonly shuffleSeed?: Seed;
  readonly maxCrashRestarts: number;
  /** Nobody is waiting in front of a screen: pods made ahead are for others. */
  readonly aside: boolean;
}

/** What a pod tells while it runs. Frames are already checked against the protocol's schema. */
export type PodObservation =
  | { readonly type: 'phase'; readonly phase: 'building' | 'starting' | 'testing' }
  | {
      readonly type: 'frame';
      readonly frame: Exclude<GraderFrame, { type: 'control' | 'hello' | 'load-failed' }>;
      /** With the `test-end` of a failed test: what the program wrote since its `test-start`, if anything. */
      readonly log?: TestLog;
    }
  /** An action a suite asked for was carried out. */
  | { readonly type: 'control'; readonly request: ControlAction; readonly ok: boolean };

/** Why the run stopped. Everything here is after learner code started or was about to: the learner's, never a fault of ours. */
export type PodStop =
  | 'done'
  | 'build-failed'
  | 'build-timeout'
  | 'subject-not-ready'
  | 'wall-timeout'
  | 'output-limit'
  /** Connections are kept in memory of the host: too many are too much memory. */
  | 'socket-limit'
  /** The grader ended, or broke its protocol, after learner code had started. */
  | 'grader-lost'
  /** A service ended that nobody had asked to: whoever answers at its port from then on is not it. */
  | 'service-lost';

export interface SubjectExit {
  readonly instance: number;
  readonly exitCode: number | null;
  readonly oomKilled: boolean;
  /** The id of the test that ran at that moment, or null before the first and between tests. */
  readonly duringTest: string | null;
}

/** The facts of one finished run. Who is to blame is for `decideOutcome`, not for the runner. */
export interface PodReport {
  readonly stop: PodStop;
  /** Exits nobody asked for. */
  readonly exits: readonly SubjectExit[];
  readonly observed: {
    readonly oomKilled: boolean;
    readonly processLimitHits: number;
    readonly peakProcesses: number;
    readonly diskFull: boolean;
    readonly peakDiskBytes: number;
    readonly outputBytes: number;
    readonly buildMs: number;
    readonly startMs: number;
    readonly testMs: number;
  };
  /** Sums over all subject instances. */
  readonly usage: ResourceUse;
  readonly buildOutput: string;
  readonly logTail: string;
  readonly runnerVersion: string;
  /** Image name → image id, for provenance. */
  readonly images: Readonly<Record<string, string>>;
}

/** Runs one attempt in a pod of its own. The port that `judging` owns and `sandbox` implements. */
export interface PodRunner {
  /**
   * Runs the plan in a single-use pod in which nothing of any submission has been. Its removal begins before this settles, and
   * is not waited for.
   * @param observe called in order, synchronously, for everything that happens
   * @param signal aborts the run; the promise then rejects with a PlatformFault `shutdown`
   * @throws PlatformFault when the pod could not be brought to the point where learner code starts, or the engine was lost
   */
  run(plan: PodPlan, observe: (observation: PodObservation) => void, signal: AbortSignal): Promise<PodReport>;
}
