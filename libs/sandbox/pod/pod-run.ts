import { PlatformFault, type GraderFrame, type ServiceName } from '#contracts';
import type { PodObservation, PodPlan, PodReport, SubjectExit } from '#judging';
import { ControlDesk } from '../faults/control-desk.js';
import { composeReport } from './compose-report.js';
import { GraderDialogue, type ObservedFrame } from './grader-dialogue.js';
import { packFiles } from './pack-files.js';
import type { PhaseMark } from './phase-marks.js';
import { brokenUp } from './pause.js';
import { Pod, type PodEvents, type PodOptions } from './pod.js';
import type { ContainerExit } from './pod-container.js';
import { RunClock } from './run-clock.js';
import { RunEnding, RunOver } from './run-ending.js';
import { TestLogs } from './test-logs.js';
import { artifactFrame, exitFrame, loadFrame } from './worker-frames.js';

/** Loading the runner takes about a second; a crowded host takes longer. */
const HELLO_DEADLINE_MS = 30_000;
/** Services come up and the suite is read. */
const PLAN_DEADLINE_MS = 60_000;
/** The grader keeps the start timeout itself; the worker only makes sure that it does. */
const START_SLACK_MS = 5_000;
const SAMPLE_INTERVAL_MS = 100;

export type Observe = (observation: PodObservation) => void;

export interface CarriedThrough {
  readonly report: PodReport;
  /** How often each instance was started again. */
  readonly restarts: readonly number[];
}

type Phase = Extract<PodObservation, { type: 'phase' }>['phase'];

/**
 * One pod from its first container to the last frame of the one attempt that runs in it. It can be made ready long before that
 * attempt is known. Before `build` whatever goes wrong is ours, after it the learner's.
 */
export class PodRun {
  readonly pod: Pod;
  private readonly ending = new RunEnding();
  private readonly clock = new RunClock();
  private readonly dialogue: GraderDialogue;
  private readonly desk: ControlDesk;
  private readonly logs: TestLogs;
  private readonly exits: SubjectExit[] = [];
  private readonly toldPhases = new Set<Phase>();
  private learnerCodeStarted = false;
  private graderLost = false;
  private cancelStartDeadline: () => void = () => undefined;
  private observe: Observe = () => undefined;
  private expectedRestarts: readonly number[] = [];

  constructor(options: PodOptions) {
    this.dialogue = new GraderDialogue({
      onFrame: (frame) => this.takeFrame(frame),
      onControl: (frame) => void this.desk.take(frame),
      onLoadFailed: (message) => this.loadFailed(message),
      onBreach: (reason) => this.graderBroke(reason),
    });
    this.pod = new Pod(options, this.podEvents());
    this.logs = new TestLogs(this.pod.subjects);
    this.desk = new ControlDesk(
      { subjects: this.pod.subjects, services: this.pod.services },
      {
        send: (frame) => this.pod.grader.send(frame),
        onCarriedOut: (request, ok) => this.tell({ type: 'control', request, ok }),
        onEngineLost: (fault) => this.ending.fail(fault),
      },
    );
  }

  /** The grader ended too soon or broke its protocol: its container is no place for another. */
  get hasLostGrader(): boolean {
    return this.graderLost;
  }

  /** Something of it broke, or it was used: it is of no more use. */
  get isOver(): boolean {
    return this.ending.ended;
  }

  /**
   * Brings the pod to the point where only an attempt is missing: containers run, the grader has loaded and said so.
   * @param expectedRestarts how often suites that run in such pods start each instance again, as far as is known
   * @throws PlatformFault when that could not be
   */
  async prepare(signal?: AbortSignal, expectedRestarts: readonly number[] = []): Promise<void> {
    const letGo = this.endWith(signal);
    try {
      if (this.ending.ended) throw new RunOver('the run is over');
      await this.ending.until(this.pod.open());
      await this.awaitGrader(this.dialogue.greeted.promise, HELLO_DEADLINE_MS);
      await this.ending.until(this.pod.expectRestarts(expectedRestarts));
    } catch (error) {
      if (!(error instanceof RunOver)) this.ending.fail(error);
      await this.ending.wait();
    } finally {
      letGo();
    }
  }

  /**
   * Runs one attempt in the prepared pod.
   * @param expectedRestarts how often the suite will start each instance again, as far as is known
   * @throws PlatformFault when learner code could not be started, the engine was lost, or `signal` aborted the run
   */
  async carryThrough(
    plan: PodPlan,
    observe: Observe,
    signal: AbortSignal,
    expectedRestarts: readonly number[],
  ): Promise<CarriedThrough> {
    this.observe = observe;
    this.expectedRestarts = expectedRestarts;
    const letGo = this.endWith(signal);
    const sampling = setInterval(() => void this.sample(), SAMPLE_INTERVAL_MS);
    try {
      this.walk(plan).catch((error: unknown) => {
        if (!(error instanceof RunOver)) this.ending.fail(error);
      });
      const reached = await this.ending.wait();
      this.clock.mark('stopped');
      // A pod that somebody broke up from outside is no evidence against the learner.
      const drained = this.pod.subjects.map((subject) => subject.drain());
      await Promise.all([this.sample(), this.pod.assertIntact(), ...drained]);
      const stop = reached === 'done' ? ((await this.pod.findObstacle()) ?? reached) : reached;
      const { exits, clock } = this;
      const { runnerVersion } = this.dialogue;
      return {
        report: composeReport(this.pod, { stop, exits, clock, runnerVersion }),
        restarts: this.pod.subjects.map((subject) => subject.restarts),
      };
    } finally {
      clearInterval(sampling);
      letGo();
    }
  }

  /** @returns how to let go of the signal */
  private endWith(signal?: AbortSignal): () => void {
    const abort = (): void => this.ending.fail(new PlatformFault('shutdown', 'The worker stopped this run.'));
    signal?.addEventListener('abort', abort, { once: true });
    if (signal?.aborted) abort();
    return () => signal?.removeEventListener('abort', abort);
  }

  private async walk(plan: PodPlan): Promise<void> {
    if (this.ending.ended) return;
    this.pod.grader.send(loadFrame(plan, this.pod));
    const archive = await packFiles(plan.files);
    await this.awaitGrader(this.dialogue.planned.promise, PLAN_DEADLINE_MS);
    await this.ending.until(this.build(plan, archive));
    this.test(plan);
  }

  private async awaitGrader(step: Promise<void>, ms: number): Promise<void> {
    const cancel = this.ending.after(ms, () => this.graderBroke(`the grader was not ready within ${ms} ms`));
    await this.ending.until(step);
    cancel();
  }

  private async build({ kind, limits }: PodPlan, archive: Buffer): Promise<void> {
    const { buildTimeoutMs, outputBytes } = limits;
    const work = { kind, archive, outputBytes, restartTimeoutMs: buildTimeoutMs + START_SLACK_MS };
    this.learnerCodeStarted = true;
    this.clock.mark('fed');
    const cancel = this.ending.after(buildTimeoutMs, () => this.ending.stop('build-timeout'));
    const feedings = this.pod.subjects.map(async (subject) => {
      if (!(await subject.feed(work))) this.ending.stop('build-failed');
    });
    await Promise.all(feedings);
    cancel();
  }

  private test(plan: PodPlan): void {
    if (this.ending.ended) return;
    const { wallTimeoutMs, startTimeoutMs } = plan.limits;
    const isArtifact = plan.kind === 'artifact';
    if (!isArtifact) this.tellPhase('starting');
    this.clock.mark('started');
    this.ending.after(wallTimeoutMs, () => this.ending.stop('wall-timeout'));
    this.cancelStartDeadline = this.ending.after(startTimeoutMs + START_SLACK_MS, () =>
      this.ending.stop('subject-not-ready'),
    );
    this.dialogue.moveTo('testing');
    this.pod.grader.send(isArtifact ? artifactFrame(plan) : { type: 'subject-started' });
    for (const exit of this.exits) this.pod.grader.send(exitFrame(exit));
  }

  private podEvents(): PodEvents {
    return {
      grader: {
        onFrame: (frame) => this.hear(frame),
        onBreach: (reason) => this.graderBroke(reason),
        onEnd: (exitCode) => this.graderBroke(`the grader ended with exit code ${exitCode}`),
      },
      subject: {
        onMark: (mark) => this.takeMark(mark),
        onExit: (instance, exit) => this.takeExit(instance, exit),
        onEarlyExit: (words) => this.ending.fail(notStarted(words)),
        onOutputLimit: () => this.ending.stop('output-limit'),
        onEngineLost: (fault) => this.ending.fail(fault),
      },
      onGraderLost: (fault) => this.ending.fail(fault),
      onServiceExit: (name, fault) => this.serviceEnded(name, fault),
      onPauseExit: (fault) => this.ending.fail(fault ?? brokenUp()),
    };
  }

  private hear(frame: GraderFrame): void {
    if (this.ending.ended) return;
    try {
      this.dialogue.take(frame);
    } catch (error) {
      // An observer that throws ends the run with its own error.
      this.ending.fail(error);
    }
  }

  private takeFrame(frame: ObservedFrame): void {
    if (frame.type === 'subject-ready') {
      this.cancelStartDeadline();
      if (!this.clock.has('ready')) void this.pod.expectRestarts(this.expectedRestarts);
      this.clock.mark('ready');
      this.tellPhase('testing');
    }
    if (frame.type === 'test-start') this.logs.testStarted(frame.atUs);
    const log = frame.type === 'test-end' && frame.status === 'failed' ? this.logs.read() : null;
    this.tell({ type: 'frame', frame, ...(log === null ? {} : { log }) });
    if (frame.type === 'subject-not-ready') this.ending.stop('subject-not-ready');
    if (frame.type === 'done') this.ending.stop('done');
  }

  private takeMark(mark: PhaseMark): void {
    if (mark === 'building') this.tellPhase('building');
  }

  private takeExit(instance: number, { exitCode, oomKilled }: ContainerExit): void {
    if (this.ending.ended) return;
    const exit = { instance, exitCode, oomKilled, duringTest: this.dialogue.currentTest };
    this.exits.push(exit);
    if (this.clock.has('started')) this.pod.grader.send(exitFrame(exit));
  }

  private loadFailed(message: string): void {
    // A grader whose service died cannot know why: the service's own last words say more.
    this.ending.fail(new PlatformFault('grader-not-ready', `The suite could not be loaded: ${message}`));
  }

  private graderBroke(reason: string): void {
    // When all is said it ends, as it should.
    if (this.ending.ended) return;
    this.graderLost = true;
    // SECURITY: C14: once learner code has run, a lost grader is the learner's failure and never a free retry.
    if (this.learnerCodeStarted) return this.ending.stop('grader-lost');
    const words = this.pod.grader.lastWords();
    this.ending.fail(
      new PlatformFault('grader-not-ready', `Before learner code started, ${reason}. ${words}`.trim()),
    );
  }

  private serviceEnded(name: ServiceName, fault: PlatformFault | null): void {
    // SECURITY: G03: its port is free, and whoever takes it would answer the grader in its place.
    if (this.learnerCodeStarted && fault === null) return this.ending.stop('service-lost');
    this.ending.fail(this.learnerCodeStarted ? fault : this.serviceFault(`${name} ended`));
  }

  private serviceFault(reason: string): PlatformFault {
    const words = [...this.pod.services.values()].map((service) => service.lastWords()).join('\n');
    return new PlatformFault('service-not-ready', `Before learner code started, ${reason}. ${words}`.trim());
  }

  private tellPhase(phase: Phase): void {
    if (this.toldPhases.has(phase)) return;
    this.toldPhases.add(phase);
    this.tell({ type: 'phase', phase });
  }

  private tell(observation: PodObservation): void {
    if (!this.ending.ended) this.observe(observation);
  }

  private async sample(): Promise<void> {
    const { subjects } = this.pod;
    await Promise.all(subjects.map((subject) => subject.meter.sample()));
    // SECURITY: D11, G08: the kernel would stop it at the limit of the whole host, and everyone else with it.
    if (this.pod.hasFloodedSockets) this.ending.stop('socket-limit');
  }
}

const notStarted = (words: string): PlatformFault =>
  new PlatformFault(
    'pod-not-started',
    `The subject's container ended before it was given files. ${words}`.trim(),
  );
