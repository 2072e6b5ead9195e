import { GRADER_PROTOCOL_VERSION, type GraderFrame } from '#contracts';
import type { PodObservation } from '#judging';
import { Deferred } from './deferred.js';

export type ObservedFrame = Extract<PodObservation, { type: 'frame' }>['frame'];
type ControlFrame = Extract<GraderFrame, { type: 'control' }>;

/** How far the conversation with the grader has come. Each frame has its place in it. */
type Progress = 'greeting' | 'planning' | 'building' | 'testing';

const EXPECTED_DURING: Readonly<Record<GraderFrame['type'], Progress>> = {
  hello: 'greeting',
  plan: 'planning',
  'load-failed': 'planning',
  'subject-ready': 'testing',
  'subject-not-ready': 'testing',
  'test-start': 'testing',
  'test-end': 'testing',
  control: 'testing',
  done: 'testing',
};

export interface DialogueEvents {
  onFrame(frame: ObservedFrame): void;
  onControl(frame: ControlFrame): void;
  onLoadFailed(message: string): void;
  /** A frame out of place, or not of this protocol. */
  onBreach(reason: string): void;
}

/** Keeps the grader to the order of its protocol. Whether its results add up is for `judging`. */
export class GraderDialogue {
  readonly greeted = new Deferred<void>();
  readonly planned = new Deferred<void>();
  runnerVersion = '';
  /** The id of the test that runs now. */
  currentTest: string | null = null;
  private progress: Progress = 'greeting';

  constructor(private readonly events: DialogueEvents) {}

  moveTo(progress: Progress): void {
    this.progress = progress;
  }

  take(frame: GraderFrame): void {
    if (EXPECTED_DURING[frame.type] !== this.progress) {
      return this.events.onBreach(`the grader said ${frame.type} while ${this.progress}`);
    }
    switch (frame.type) {
      case 'hello':
        return this.greet(frame);
      case 'control':
        return this.events.onControl(frame);
      case 'load-failed':
        return this.events.onLoadFailed(frame.message);
      case 'plan':
        this.progress = 'building';
        this.events.onFrame(frame);
        return this.planned.resolve();
      case 'test-start':
      case 'test-end':
        this.currentTest = frame.type === 'test-start' ? frame.id : null;
        return this.events.onFrame(frame);
      case 'subject-ready':
      case 'subject-not-ready':
      case 'done':
        return this.events.onFrame(frame);
    }
  }

  private greet({ protocol, runnerVersion }: Extract<GraderFrame, { type: 'hello' }>): void {
    if (protocol !== GRADER_PROTOCOL_VERSION) {
      return this.events.onBreach(
        `the grader image speaks protocol ${protocol} and this worker ${GRADER_PROTOCOL_VERSION}: build the images again`,
      );
    }
    this.runnerVersion = runnerVersion;
    this.progress = 'planning';
    this.greeted.resolve();
  }
}
