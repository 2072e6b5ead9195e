import { checkSandbox, ensureImages, readEngineSize, type SandboxCheck } from '#sandbox';
import type { Context } from '../context.js';
import { EXIT_CODE } from '../exit-code.js';
import { openDocker } from '../local/open-docker.js';
import { showImageProgress } from '../local/show-image-progress.js';
import { toPrintable } from '../terminal/printable.js';
import type { Terminal } from '../terminal/terminal.js';

/** Proves each limit of the sandbox on this machine. 0: all hold, 1: some do not, 2: they could not be tried. */
export async function doctor(context: Context, options: { json?: boolean }): Promise<number> {
  const { terminal } = context;
  const json = options.json === true;
  const docker = openDocker(context.env);
  const size = await readEngineSize(docker);
  if (!json)
    terminal.print(`Docker engine: ${size.cpus} CPUs, ${Math.round(size.memoryBytes / 1024 ** 2)} MiB`);
  await ensureImages(docker, ['pause', 'python'], showImageProgress(terminal));
  terminal.show('trying the limits of the sandbox …');
  const checks = await checkSandbox(docker, (check) => {
    terminal.print(json ? JSON.stringify(check) : renderCheck(check, terminal));
  });
  terminal.show('');
  const broken = checks.filter((check) => !check.ok).length;
  if (!json) terminal.print(summarise(checks.length, broken, terminal));
  return broken === 0 ? EXIT_CODE.ok : EXIT_CODE.notAccepted;
}

const NAME_WIDTH = 24;

function renderCheck({ name, ok, expected, seen }: SandboxCheck, { style }: Terminal): string {
  const label = name.padEnd(NAME_WIDTH);
  if (ok) return `${style.green('✔')} ${label} ${style.dim(toPrintable(seen))}`;
  return `${style.red('✘')} ${label} expected ${expected}, saw ${toPrintable(seen)}`;
}

function summarise(total: number, broken: number, { style }: Terminal): string {
  if (broken === 0) return style.green(`✔ all ${total} limits hold on this machine`);
  const worst = `${broken} of ${total} limits do not hold on this machine`;
  return style.red(`✘ ${worst}: do not judge programs of people you do not trust on it`);
}
