import { artifact, type DockerfileInstruction, type DockerfileStage } from '@touchstone/kit';
import { listContext } from './context.ts';
import { copyFiles } from './copy-files.ts';
import { readPairs, unquote } from './read-pairs.ts';
import { runScript } from './run-script.ts';
import { checkSize, fillIn, firstState, toAbsolute, type State } from './state.ts';

/** The value that `REVISION` has while playing. */
export const REVISION = '4f9d2c1';

export interface Played {
  /** Each stage as it is at its end. */
  readonly stages: readonly State[];
  /** What is shipped. */
  readonly last: State;
  readonly bases: readonly string[];
}

/** Plays the Dockerfile through. */
export function play(): Played {
  const { stages, instructions } = artifact.dockerfile('Dockerfile');
  const before = instructions.slice(
    0,
    instructions.findIndex(({ keyword }) => keyword === 'FROM'),
  );
  const globals = new Map(before.flatMap(({ text }) => readPairs(text)));
  const done: { name: string | null; state: State }[] = [];
  const bases: string[] = [];
  for (const stage of stages) {
    const base = fillIn(unquote(stage.base), globals);
    const parent = findStage(done, base);
    if (parent === null && base !== 'scratch') bases.push(base);
    const state = stage.instructions
      .slice(1)
      .reduce<State>(
        (one, instruction) => checkSize(apply(one, instruction, globals, (name) => findStage(done, name))),
        {
          ...(parent ?? firstState(base)),
          args: new Map(),
        },
      );
    done.push({ name: stage.name, state });
  }
  const states = done.map(({ state }) => state);
  return { stages: states, last: states.at(-1) ?? firstState(''), bases };
}

export const listInstructions = (): readonly DockerfileInstruction[] =>
  artifact.dockerfile('Dockerfile').instructions;

/** A stage by its name, or by its number from 0. */
function findStage(
  done: readonly { name: DockerfileStage['name']; state: State }[],
  name: string,
): State | null {
  const byName = done.findLast((stage) => stage.name?.toLowerCase() === name.toLowerCase());
  return (byName ?? (/^\d{1,3}$/.test(name) ? done[Number(name)] : undefined))?.state ?? null;
}

function apply(
  state: State,
  instruction: DockerfileInstruction,
  globals: ReadonlyMap<string, string>,
  find: (name: string) => State | null,
): State {
  const { keyword, text, flags, exec } = instruction;
  const values = new Map([...state.args, ...state.env]);
  const filled = fillIn(text, values);
  switch (keyword) {
    case 'ARG':
      return {
        ...state,
        args: new Map([...state.args, ...readPairs(filled).map((pair) => toArg(pair, globals))]),
      };
    case 'ENV':
      return { ...state, env: new Map([...state.env, ...readPairs(filled)]) };
    case 'LABEL':
      return { ...state, labels: new Map([...state.labels, ...readPairs(filled)]) };
    case 'WORKDIR':
      return { ...state, cwd: toAbsolute(state.cwd, unquote(filled)) };
    case 'USER':
      return { ...state, user: unquote(filled) };
    case 'STOPSIGNAL':
      return { ...state, stopSignal: unquote(filled) };
    case 'EXPOSE':
      return { ...state, ports: [...state.ports, ...filled.split(/\s+/)] };
    case 'ADD':
    case 'COPY': {
      const from = flags.get('from');
      const source =
        from === undefined ? listContext().map((path) => `/${path}`) : [...(find(from)?.files ?? [])];
      return {
        ...state,
        files: new Set([...state.files, ...copyFiles(state, source, wordsOf(instruction, values))]),
      };
    }
    case 'RUN':
      return runScript(state, instruction);
    case 'ENTRYPOINT':
      return {
        ...state,
        start: [{ keyword, exec, text, flags }, ...state.start.filter((one) => one.keyword === 'CMD')],
      };
    case 'CMD':
      return {
        ...state,
        start: [...state.start.filter((one) => one.keyword !== 'CMD'), { keyword, exec, text, flags }],
      };
    case 'HEALTHCHECK':
      return { ...state, health: text === 'NONE' ? null : { keyword, exec, text, flags } };
    default:
      return state;
  }
}

/** Without a value of its own, the one from before the first FROM, or the one that the build is given. */
function toArg(
  [name, value]: readonly [string, string],
  globals: ReadonlyMap<string, string>,
): [string, string] {
  return [name, name === 'REVISION' ? REVISION : value || (globals.get(name) ?? '')];
}

/** Sources and target of a COPY, in either form. */
function wordsOf({ args, exec }: DockerfileInstruction, values: ReadonlyMap<string, string>): string[] {
  return (exec ?? args).map((word) => fillIn(unquote(word), values));
}
