import { randomBytes } from 'node:crypto';
import { Deferred } from './deferred.js';
import type { StreamName } from './demultiplex.js';
import { OutputFence } from './output-fence.js';
import { PhaseMarks, type PhaseMark } from './phase-marks.js';
import type { ContainerExit, ContainerRun, OutputSink } from './pod-container.js';

/** `waiting` for its files, then what its entrypoint announced. */
type LifePhase = 'waiting' | 'unpacking' | PhaseMark;

interface LifeEvents {
  onMark(mark: PhaseMark): void;
  /** @param isProgram false for output of what comes before it: unpacking and build */
  onOutput(bytes: Buffer, stream: StreamName, isProgram: boolean): void;
}

/** One life of a subject instance: from an empty container that waits for files to the exit of the program. */
export class SubjectLife implements OutputSink {
  phase: LifePhase = 'waiting';
  /** Its container ends, or has ended. */
  isSilent = false;
  /** True once the program runs, false when it never will. */
  readonly started = new Deferred<boolean>();
  /** Settles when its exit was booked. */
  readonly ended = new Deferred<void>();
  private readonly nonce = randomBytes(16).toString('hex');
  private readonly marks: Readonly<Record<StreamName, PhaseMarks>>;
  private readonly fences: Partial<Record<StreamName, OutputFence>> = {};
  private asked: Promise<boolean> | null = null;
  private currentRun: ContainerRun | null = null;

  constructor(private readonly events: LifeEvents) {
    const read = (stream: StreamName, onMark: (mark: PhaseMark) => void): PhaseMarks => {
      const tell = (bytes: Buffer): void =>
        this.events.onOutput(bytes, stream, this.marks[stream].hasStarted);
      return new PhaseMarks(this.nonce, onMark, tell);
    };
    // That of stdout says nothing that stderr would not.
    this.marks = {
      stdout: read('stdout', () => undefined),
      stderr: read('stderr', (mark) => this.takeMark(mark)),
    };
  }

  begin(run: ContainerRun): void {
    this.currentRun = run;
    void run.outputEnd.then(() => {
      this.marks.stdout.end();
      this.marks.stderr.end();
      this.isSilent = true;
    });
  }

  get run(): ContainerRun {
    if (this.currentRun === null) throw new Error('invariant broken: a life is used before it began');
    return this.currentRun;
  }

  get exit(): Promise<ContainerExit> {
    return this.run.exit;
  }

  /** Sends the learner's files and closes stdin. From here on everything is the learner's. */
  feed(kind: string, archive: Buffer): void {
    this.phase = 'unpacking';
    this.run.stdin.write(`${this.nonce} ${kind}\n`);
    this.run.stdin.end(archive);
  }

  /**
   * Notes that the next exit is asked for, unless each signal came too late to be its cause.
   * @returns whether it is, once the signal is delivered
   */
  async ask(delivered: Promise<boolean>): Promise<boolean> {
    const earlier = this.wasAsked();
    this.asked = earlier.then(async (was) => (await delivered) || was);
    await delivered;
    return this.wasAsked();
  }

  async wasAsked(): Promise<boolean> {
    return (await this.asked?.catch(() => true)) ?? false;
  }

  /** Settles when all that it has written so far was read; at once where that cannot be found out. */
  async drain(): Promise<void> {
    await Promise.all([this.drainStream('stdout', 1), this.drainStream('stderr', 2)]);
  }

  stdout(bytes: Buffer): void {
    this.marks.stdout.push(this.fences.stdout?.take(bytes) ?? bytes);
  }

  stderr(bytes: Buffer): void {
    this.marks.stderr.push(this.fences.stderr?.take(bytes) ?? bytes);
  }

  private async drainStream(name: StreamName, descriptor: 1 | 2): Promise<void> {
    const fence = new OutputFence();
    this.fences[name] = fence;
    if (await this.run.writeBehind(descriptor, fence.mark))
      await Promise.race([fence.arrived, this.run.outputEnd]);
  }

  private takeMark(mark: PhaseMark): void {
    this.phase = mark;
    if (mark === 'starting') this.started.resolve(true);
    this.events.onMark(mark);
  }
}
