import type { GraderFrame, SubmissionFile, WorkerFrame } from '#contracts';
import { giveFiles } from '../kit/artifact/submitted-files.js';
import { PodState } from '../kit/pod-state.js';
import { openSession } from '../kit/session.js';
import { waitUntilReady } from '../kit/subject/readiness.js';
import { setInstanceCount } from '../kit/subject/subjects.js';
import { openUpstreams } from '../kit/upstream/upstreams.js';
import { boundSupertest } from './bound-supertest.js';
import { connectServices } from './connect-services.js';
import type { ControlDesk } from './control-desk.js';
import { capText } from '../kit/facts/cap-text.js';
import { cleanText, redact as redactText } from './failure/clean-text.js';
import type { FrameWriter } from './frame-writer.js';
import { MAX_MESSAGE_LENGTH, PROTOCOL_VERSION } from './grader-protocol.js';
import { InstanceKeeper } from './instance-keeper.js';
import { planTests } from './plan-tests.js';
import { readSuite, writeSuite } from './read-suite.js';
import { shuffleSuite } from './shuffle-suite.js';
import { SuiteRun, type SuiteRunSettings } from './suite-run.js';

type Load = Extract<WorkerFrame, { type: 'load' }>;

export interface Grading {
  readonly load: Load;
  readonly frames: FrameWriter;
  readonly control: ControlDesk;
  /** Settles when learner code runs, or when the files of an artifact have come. */
  readonly subjectStarted: Promise<readonly [SubmissionFile[]?]>;
  readonly suiteDirectory: string;
}

type Preparation = Pick<SuiteRunSettings, 'files' | 'plan'>;

/** One run from `load` to `done`. Resolves with false when it ended before the tests. */
export async function grade(grading: Grading): Promise<boolean> {
  const { load, frames, subjectStarted } = grading;
  open(grading);

  const prepared = await prepare(grading);
  if (!prepared) return false;
  const keeper = new InstanceKeeper(load.maxCrashRestarts);
  const { testTimeoutMs } = load;
  const redact = redacter(grading);
  const clean = cleaner(grading);
  const suite = new SuiteRun({ ...prepared, frames, keeper, clean, redact, testTimeoutMs });
  suite.catchStrayErrors();

  const [artifact] = await subjectStarted;
  if (artifact) giveFiles(artifact);
  if (!(await waitForSubject(grading))) return false;
  frames.send({ type: 'done', ...(await suite.run()) });
  return true;
}

/** It is large, and most suites do without. */
function bindSupertest(files: Load['files']): void {
  if (files.some(({ content }) => content.includes('supertest'))) boundSupertest();
}

function open({ load, control }: Grading): void {
  openSession({
    kind: load.kind,
    speaks: load.speaks ?? 'http',
    seed: load.seed,
    services: load.services,
    startTimeoutMs: load.startTimeoutMs,
    // Shorter than a test, so that the failure names the call and not only the test.
    callTimeoutMs: Math.ceil(load.testTimeoutMs * 0.9),
    pod: new PodState(load.subjects),
    control: (action) => control.request(action),
  });
  setInstanceCount(load.subjects.length);
}

async function prepare(grading: Grading): Promise<Preparation | null> {
  const { load, frames, suiteDirectory } = grading;
  try {
    if (load.protocol !== PROTOCOL_VERSION) {
      throw new Error(
        `The worker speaks another protocol than this grader (${String(PROTOCOL_VERSION)}): build the images again.`,
      );
    }
    await openUpstreams(load.upstreams ?? []);
    await writeSuite(load.files, suiteDirectory);
    bindSupertest(load.files);
    await connectServices(load.services.map((service) => service.name));
    const files = await readSuite(load.files, suiteDirectory);
    const plan = planTests(files);
    const planFrame: GraderFrame = { type: 'plan', tests: [...plan.tests] };
    if (!frames.fits(planFrame))
      throw new Error('The titles of all tests together are too long; shorten them.');
    frames.send(planFrame);
    return { files: load.shuffleSeed === undefined ? files : shuffleSuite(files, load.shuffleSeed), plan };
  } catch (error) {
    console.error(error);
    const message = error instanceof Error ? error.message : String(error);
    frames.send({ type: 'load-failed', message: capText(cleaner(grading)(message), MAX_MESSAGE_LENGTH) });
    return null;
  }
}

async function waitForSubject(grading: Grading): Promise<boolean> {
  const { load, frames } = grading;
  const startedAt = performance.now();
  const problems = await Promise.all(
    load.subjects.map(({ index }) =>
      waitUntilReady(index).then(
        () => null,
        (error: unknown) =>
          (load.subjects.length > 1 ? `Instance ${index}: ` : '') + (error as Error).message,
      ),
    ),
  );
  const problem = problems.find((one) => one !== null);
  if (problem === undefined) {
    frames.send({ type: 'subject-ready', afterMs: Math.round(performance.now() - startedAt) });
    return true;
  }
  frames.send({ type: 'subject-not-ready', message: capText(cleaner(grading)(problem), MAX_MESSAGE_LENGTH) });
  return false;
}

function cleaner(grading: Grading): (text: string) => string {
  const redact = redacter(grading);
  return (text) => redact(cleanText(text));
}

function redacter({ load, suiteDirectory }: Grading): (text: string) => string {
  const secrets = load.services.flatMap(({ password, subjectPassword }) => [password, subjectPassword]);
  return (text) => redactText(text, secrets, suiteDirectory);
}
