import { KitFailure } from '../failures.js';
import { getParsedText } from './read-failure.js';
import { splitDockerfile, type RawInstruction } from './split-dockerfile.js';

export interface DockerfileInstruction {
  /** In upper case: `FROM`, `RUN`. */
  readonly keyword: string;
  /** Where it begins, from 1. */
  readonly line: number;
  /** Everything behind the keyword, continued lines joined by a space. */
  readonly text: string;
  /** `text` in words, without flags. */
  readonly args: readonly string[];
  /** `--from=build` is `from` → `build`. */
  readonly flags: ReadonlyMap<string, string>;
  /** The words of the exec form, `["node", "main.js"]`; null for the shell form. */
  readonly exec: readonly string[] | null;
}

export interface DockerfileStage {
  /** As `FROM` has it: an image, or the name of an earlier stage. Arguments are not filled in. */
  readonly base: string;
  /** Behind `AS`, else null. */
  readonly name: string | null;
  readonly instructions: readonly DockerfileInstruction[];
}

export interface DockerfileView {
  /** All of them, `ARG` before the first `FROM` included. */
  readonly instructions: readonly DockerfileInstruction[];
  /** Each begins with its `FROM`. The last one is what is built. */
  readonly stages: readonly DockerfileStage[];
}

const KEYWORDS = new Set(
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(
    ' ',
  ),
);

/** @throws KitFailure in words for the learner, with the line: an unknown instruction, one before FROM, no FROM at all */
export function readDockerfile(path: string): DockerfileView {
  const instructions = splitDockerfile(getParsedText(path)).map(toInstruction);
  for (const { keyword, line } of instructions) {
    if (!KEYWORDS.has(keyword))
      throw new KitFailure(
        'assertion',
        `${path}, line ${line}: ${keyword.slice(0, 40)} is no instruction of a Dockerfile.`,
      );
  }
  const first = instructions.find(({ keyword }) => keyword !== 'ARG');
  if (first?.keyword !== 'FROM') {
    const place = first === undefined ? path : `${path}, line ${first.line}`;
    throw new KitFailure('assertion', `${place}: a Dockerfile begins with FROM.`);
  }
  return { instructions, stages: toStages(instructions) };
}

function toInstruction({ keyword, line, text }: RawInstruction): DockerfileInstruction {
  const words = text.split(/\s+/).filter(Boolean);
  const isFlag = (word: string): boolean => word.startsWith('--');
  const flagCount = words.findIndex((word) => !isFlag(word));
  const flags = flagCount < 0 ? words : words.slice(0, flagCount);
  return {
    keyword,
    line,
    text,
    args: words.slice(flags.length),
    flags: new Map(flags.map(toFlag)),
    exec: readExec(text.slice(Math.max(0, text.indexOf('[')))),
  };
}

function toFlag(word: string): [string, string] {
  const equals = word.indexOf('=');
  return equals < 0 ? [word.slice(2), ''] : [word.slice(2, equals), word.slice(equals + 1)];
}

/** As BuildKit: what is no list of texts in JSON, is a shell's. */
function readExec(text: string): readonly string[] | null {
  if (!text.startsWith('[')) return null;
  try {
    const words: unknown = JSON.parse(text);
    return Array.isArray(words) && words.every((word) => typeof word === 'string') ? words : null;
  } catch {
    return null;
  }
}

function toStages(instructions: readonly DockerfileInstruction[]): DockerfileStage[] {
  const starts = instructions.flatMap(({ keyword }, index) => (keyword === 'FROM' ? [index] : []));
  return starts.map((start, index) => {
    const own = instructions.slice(start, starts[index + 1]);
    const [base = '', as, name] = own[0]?.args ?? [];
    return { base, name: as?.toUpperCase() === 'AS' ? (name ?? null) : null, instructions: own };
  });
}
