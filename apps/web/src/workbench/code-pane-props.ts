import type { ExerciseDetail, RuntimeName } from '#contracts';
import type { OpenDraft } from './use-draft.js';
import type { FileDesk } from './use-files.js';
import type { Submitting } from './use-submit.js';

export interface CodePaneProps {
  readonly exercise: ExerciseDetail;
  readonly runtime: RuntimeName;
  readonly onRuntime: (runtime: RuntimeName) => void;
  readonly draft: OpenDraft;
  readonly desk: FileDesk;
  readonly submitting: Submitting;
  readonly isLoggedIn: boolean;
}
