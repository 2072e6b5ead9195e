/** One command of a script. */
export interface Command {
  readonly words: readonly string[];
  readonly text: string;
  /** Its failure ends the script. */
  readonly counts: boolean;
}

/** The commands of a `run`, one after the other. `pipefail`: a failure in front of a pipe counts. */
export function listCommands(script: string, pipefail: boolean): Command[] {
  const lines = foldExpressions(script)
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map((line) => line.trim());
  let isStrict = true;
  let isPipeStrict = pipefail;
  return lines.flatMap((line) => {
    if (line === '' || line.startsWith('#')) return [];
    if (line.startsWith('set +e')) isStrict = false;
    if (line.startsWith('set -e')) isStrict = true;
    if (line.startsWith('set') && line.includes('pipefail')) isPipeStrict = true;
    return line.split(/&&|;/).flatMap((part) => {
      const [left = '', ...alternatives] = part.split('||');
      const [command = '', ...piped] = left.split('|');
      const counts = isStrict && alternatives.every(isFailure) && (piped.length === 0 || isPipeStrict);
      const words = toWords(command);
      return words.length === 0 ? [] : [{ words, text: part.trim(), counts }];
    });
  });
}

/** An expression is one word to the shell's eye, whatever stands in it. */
function foldExpressions(script: string): string {
  const [start = '', ...parts] = script.split('${{');
  return [start, ...parts.map((part) => part.slice(part.indexOf('}}') + 2))].join('${{…}}');
}

const isFailure = (alternative: string): boolean => /^\s*\{?\s*(?:exit [1-9]|false\b)/.test(alternative);

/** Words of a command, without the variables set in front of it. */
function toWords(command: string): string[] {
  const words = command.trim().split(/\s+/).filter(Boolean);
  const start = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
  return start < 0 ? [] : words.slice(start);
}

/** What a workflow can be asked to do, recognised by its commands. */
export type Task = 'install' | 'lint' | 'test' | 'build' | 'title' | 'deploy';

const SCRIPTS: Readonly<Record<string, Task>> = { lint: 'lint', test: 'test', build: 'build' };
const ALIASES: Readonly<Record<string, Task>> = {
  ci: 'install',
  'clean-install': 'install',
  test: 'test',
  t: 'test',
  tst: 'test',
};
const PREFIXES = ['bash', 'sh', 'exec', 'env', 'time'];

export function findTask({ words }: Command): Task | null {
  const [program, first, second] = words.filter((word) => !word.startsWith('-'));
  if (program === 'npm') {
    if (first === 'run' || first === 'run-script' || first === 'rum') return SCRIPTS[second ?? ''] ?? null;
    return ALIASES[first ?? ''] ?? null;
  }
  const script = PREFIXES.includes(program ?? '') ? first : program;
  if (script?.endsWith('scripts/deploy.sh')) return 'deploy';
  return script?.endsWith('scripts/check-title.sh') ? 'title' : null;
}
