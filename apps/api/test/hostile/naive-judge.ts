import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { RuntimeName, SubmissionFile } from '#contracts';
import { CORPUS } from './hostile-case.js';
import { plantCanaries, type Canaries } from './target-exercises.js';

const TIMEOUT_MS = 12_000;
const MAX_OUTPUT_BYTES = 4 * 1024 * 1024;
/** Killed by a signal, or for want of time: judges that blame their harness for it let the submission pass. */
const KILLED = [137, 143];

export interface NaiveVerdict {
  readonly passed: boolean;
  readonly output: string;
}

interface NaiveOrder {
  readonly kind: 'service' | 'module';
  readonly runtime: RuntimeName;
  readonly files: readonly SubmissionFile[];
  readonly canaries: Canaries;
}

/**
 * A judge as it should not be: one container, root, tests beside the code. It believes exit codes, result files, verdicts
 * on stdout, and that nothing failed when its harness was killed before it reported a failure. For the corpus's own tests only: a forgery that does not win
 * here proves nothing by losing elsewhere.
 */
export async function judgeNaively(order: NaiveOrder): Promise<NaiveVerdict> {
  const folder = layOut(order);
  try {
    const { output, exitCode } = await runContainer(order, folder);
    return { passed: believes(output, exitCode), output };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function believes(output: string, exitCode: number): boolean {
  if (/"verdict": ?"PASS"/.test(output)) return true;
  return exitCode === 0 || (KILLED.includes(exitCode) && !/^not ok/m.test(output));
}

function layOut({ files, canaries }: NaiveOrder): string {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-naive-'));
  const write = (path: string, content: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  const naive = join(CORPUS, '.naive');
  for (const name of readdirSync(naive)) {
    write(`judge/${name}`, plantCanaries(readFileSync(join(naive, name), 'utf8'), canaries));
  }
  write('judge/expected.txt', `hidden: it is ${canaries.EXPECTED}`);
  // The submission comes last: what it brings replaces what was there.
  for (const { path, content } of files) write(`work/${path}`, content);
  return folder;
}

async function runContainer(
  { kind, runtime, files, canaries }: NaiveOrder,
  folder: string,
): Promise<{ output: string; exitCode: number }> {
  const name = `touchstone-naive-${randomBytes(6).toString('hex')}`;
  const own = files.find(({ path }) => path === 'hidden.test.mjs');
  const harness = runtime === 'node' ? `node /judge/${kind}.mjs` : `python3 /judge/${kind}.py`;
  const script = [
    'tar -x -C /',
    'cd /work',
    // As classroom judges do: the tests of the repository are the ones that run.
    `${own ? 'node hidden.test.mjs' : harness} --key ${canaries.EXPECTED}`,
    'code=$?',
    'cat /work/results.json 2>/dev/null',
    'exit $code',
  ].join('\n');
  const docker = spawn('docker', [
    'run',
    '-i',
    '--rm',
    '--name',
    name,
    '--network',
    'none',
    '--user',
    '0',
    '-m',
    '256m',
    '-e',
    `JUDGE_KEY=${canaries.WORKER}`,
    '--entrypoint',
    'sh',
    `touchstone/${runtime}:latest`,
    '-c',
    script,
  ]);
  const tar = spawn('tar', ['-c', '-C', folder, 'judge', 'work'], {
    stdio: ['ignore', docker.stdin, 'inherit'],
  });
  const killer = setTimeout(() => spawnSync('docker', ['kill', name]), TIMEOUT_MS);
  let output = '';
  const read = (chunk: Buffer): void => {
    if (output.length < MAX_OUTPUT_BYTES) output += chunk.toString('latin1');
  };
  docker.stdout.on('data', read);
  docker.stderr.on('data', read);
  const exitCode = await new Promise<number>((resolve) =>
    docker.once('close', (code) => resolve(code ?? 137)),
  );
  clearTimeout(killer);
  tar.kill();
  return { output, exitCode };
}
