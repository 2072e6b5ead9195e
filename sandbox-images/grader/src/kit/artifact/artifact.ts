import type { GitHistory } from '../git/git-history.js';
import { readGitHistory } from '../git/read-git-history.js';
import { getScope } from '../scope.js';
import { readDockerfile, type DockerfileView } from './read-dockerfile.js';
import { getParsedText } from './read-failure.js';
import { readJson } from './read-json.js';
import { readYaml, readYamlDocuments } from './read-yaml.js';
import { getText, listFiles } from './submitted-files.js';

/**
 * The files of the submission, for exercises of kind `artifact`. A file that is not there, or that its parser does not take, fails the
 * test in words for its learner, with line and column. Parsers take 64 KiB, 100 levels and 100 aliases.
 */
export interface Artifact {
  /** Paths of all files, in order. */
  files(): readonly string[];
  text(path: string): string;
  /** The one document of a YAML 1.2 file (`on` and `yes` are text); null for an empty one. */
  yaml(path: string): unknown;
  /** Every document of a YAML file. */
  yamlAll(path: string): readonly unknown[];
  json(path: string): unknown;
  dockerfile(path: string): DockerfileView;
  /** A repository, from the file that `git fast-export --all` made of it. */
  git(path: string): GitHistory;
}

export const artifact: Artifact = {
  files: () => inTest('files', listFiles),
  text: (path) => inTest('text', () => getText(path)),
  yaml: (path) => inTest('yaml', () => readYaml(path)),
  yamlAll: (path) => inTest('yamlAll', () => readYamlDocuments(path)),
  json: (path) => inTest('json', () => readJson(path)),
  dockerfile: (path) => inTest('dockerfile', () => readDockerfile(path)),
  git: (path) => inTest('git', () => readGitHistory(getParsedText(path), path)),
};

function inTest<T>(name: string, read: () => T): T {
  getScope(`artifact.${name}`);
  return read();
}
