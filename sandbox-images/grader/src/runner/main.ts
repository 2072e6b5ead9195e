import { writeToStdout } from './own-stdout.js';
// For the module that suites import the kit from (rolldown.config.mjs).
export * from '../kit/index.js';
import { EventEmitter, once } from 'node:events';
import type { SubmissionFile } from '#contracts';
import { preloadLibraries } from '../kit/libraries.js';
import { getSession } from '../kit/session.js';
import { ControlDesk } from './control-desk.js';
import { FrameWriter } from './frame-writer.js';
import { freezePrototypes } from './freeze-prototypes.js';
import { grade } from './grade.js';
import { PROTOCOL_VERSION, RUNNER_VERSION } from './grader-protocol.js';
import { installGlobals } from './install-globals.js';
import { expectNoTypes } from './read-suite.js';
import { readWorkerFrames } from './worker-inbox.js';

/** The process of the grader container: `node main.js [directory for the suite] [service | artifact]…`. */
const [suiteDirectory = '/tmp/suite', ...needs] = process.argv.slice(2);
const frames = new FrameWriter(writeToStdout);
const control = new ControlDesk((frame) => frames.send(frame));
const announcements = new EventEmitter();
const subjectStarted = once(announcements, 'subject-started') as Promise<[SubmissionFile[]?]>;

installGlobals();
preloadLibraries(needs);
expectNoTypes(suiteDirectory);
freezePrototypes();

const workerGone = readWorkerFrames(process.stdin, {
  load: (load) => {
    grade({ load, frames, control, subjectStarted, suiteDirectory }).then(
      (ok) => process.exit(ok ? 0 : 1),
      die,
    );
  },
  'subject-started': () => announcements.emit('subject-started'),
  artifact: ({ files }) => announcements.emit('subject-started', files),
  'subject-exited': (exit) => getSession().pod.recordCrash(exit),
  'control-result': (result) => control.answer(result),
});
workerGone.then(() => die(new Error('the worker closed the stream')), die);

frames.send({ type: 'hello', protocol: PROTOCOL_VERSION, runnerVersion: RUNNER_VERSION });

function die(error: unknown): void {
  console.error(error);
  process.exit(1);
}
