import { getScope } from '../scope.js';
import { getText, listFiles } from './submitted-files.js';

/** The files of the submission, for exercises of kind `artifact`. A file that is not there fails the test, in words for its learner. */
export interface Artifact {
  /** Paths of all files, in order. */
  files(): readonly string[];
  text(path: string): string;
}

export const artifact: Artifact = {
  files() {
    getScope('artifact.files');
    return listFiles();
  },
  text(path) {
    getScope('artifact.text');
    return getText(path);
  },
};
