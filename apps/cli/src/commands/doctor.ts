import { ensureImages, SandboxDoctor, type EngineFacts, type Examination, type SandboxCheck } from '#sandbox';
import type { Context } from '../context.js';
import { EXIT_CODE } from '../exit-code.js';
import { openDocker } from '../local/open-docker.js';
import { showImageProgress } from '../local/show-image-progress.js';
import { toPrintable } from '../terminal/printable.js';
import type { Terminal } from '../terminal/terminal.js';

/**
 * Says what the engine is and proves each limit of the sandbox on it. 0: all hold, 1: some do not, 2: they could not be
 * tried. Warnings change nothing: whether a limit holds is tried, not read.
 */
export async function doctor(context: Context, options: { json?: boolean }): Promise<number> {
  const { terminal } = context;
  const docker = openDocker(context.env);
  await ensureImages(docker, ['pause', 'python'], showImageProgress(terminal));
  terminal.show('trying the limits of the sandbox …');
  const sandboxDoctor = new SandboxDoctor(docker);
  const examination = await sandboxDoctor.examine().finally(() => sandboxDoctor.close());
  await examination.cleared;
  terminal.show('');
  if (options.json === true) printLines(examination, terminal);
  else printText(examination, terminal);
  return examination.checks.every(({ ok }) => ok) ? EXIT_CODE.ok : EXIT_CODE.notAccepted;
}

function printLines({ facts, maker, warnings, checks }: Examination, terminal: Terminal): void {
  const entries = [
    { engine: facts },
    { containers: maker },
    ...warnings.map((warning) => ({ warning })),
    ...checks,
  ];
  for (const entry of entries) terminal.print(JSON.stringify(entry));
}

function printText({ facts, maker, warnings, checks, durationMs }: Examination, terminal: Terminal): void {
  const { style } = terminal;
  for (const line of describeEngine(facts, maker)) terminal.print(toPrintable(line));
  for (const warning of warnings) terminal.print(`${style.yellow('!')} ${toPrintable(warning)}`);
  for (const check of checks) terminal.print(renderCheck(check, terminal));
  const broken = checks.filter(({ ok }) => !ok);
  terminal.print(summarise(checks.length, broken, durationMs, terminal));
}

function describeEngine(facts: EngineFacts, maker: Examination['maker']): string[] {
  const told = (value: string | null): string => value ?? 'not told';
  const rows: readonly (readonly [string, string])[] = [
    ['engine', `${facts.engine} ${told(facts.version)}, ${told(facts.system)}, kernel ${told(facts.kernel)}`],
    ['runtime', `${told(facts.runtime)}; runc ${told(facts.runc)}, containerd ${told(facts.containerd)}`],
    [
      'cgroups',
      `version ${told(facts.cgroupVersion)}, ${told(facts.cgroupDriver)}; storage ${told(facts.storage)}`,
    ],
    ['security', [`seccomp ${facts.seccomp ?? 'off'}`, ...facts.security].join(', ')],
    ['programs', `started by ${[maker.by, maker.because].filter((words) => words !== null).join(': ')}`],
    ['size', `${facts.cpus} CPUs, ${Math.round(facts.memoryBytes / 1024 ** 2)} MiB`],
  ];
  return rows.map(([name, value]) => `${name.padEnd(NAME_WIDTH + 2)} ${value}`);
}

const NAME_WIDTH = 20;

function renderCheck({ check, ok, expected, seen }: SandboxCheck, { style }: Terminal): string {
  const label = check.padEnd(NAME_WIDTH);
  if (ok) return `${style.green('✔')} ${label} ${style.dim(toPrintable(seen))}`;
  return `${style.red('✘')} ${label} expected ${expected}, saw ${toPrintable(seen)}`;
}

function summarise(
  total: number,
  broken: readonly SandboxCheck[],
  durationMs: number,
  { style }: Terminal,
): string {
  const time = `tried in ${(durationMs / 1000).toFixed(1)} s`;
  if (broken.length === 0) return style.green(`✔ all ${total} limits hold on this engine, ${time}`);
  const names = broken.map(({ check }) => check).join(',');
  return style.red(
    `✘ ${broken.length} of ${total} limits do not hold on this engine: a worker takes no submissions on it. ` +
      `Whoever trusts all learners may set TOUCHSTONE_ACCEPT_UNENFORCED=${names}`,
  );
}
