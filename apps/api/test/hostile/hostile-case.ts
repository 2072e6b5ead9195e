import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { Outcome, RuntimeName, type SubmissionFile } from '#contracts';
import { readFiles } from '../system/learner.js';

export const CORPUS = join(import.meta.dirname, '../../../../libs/sandbox/test/hostile');
const NOT_SENT = new Set(['case.yaml', 'request.mjs']);

/** `case.yaml`, described in the corpus's README. */
const CaseFile = z.strictObject({
  attack: z.string().min(10),
  exercise: z.string().default('vault'),
  cause: z.string().optional(),
  logs: z.array(z.string()).default([]),
  never: z.array(z.string()).default([]),
  withinMs: z.number().int().default(20_000),
  repeat: z.number().int().min(1).default(1),
  naive: z.enum(['passes', 'discloses']).optional(),
  status: z.number().int().min(400).max(499).optional(),
  code: z.string().optional(),
});

export interface HostileCase extends z.infer<typeof CaseFile> {
  /** `<outcome>/<runtime>/<id>-<slug>`. */
  readonly name: string;
  readonly id: string;
  /** What it must come to; `refused` when the API does not take it. */
  readonly expected: Outcome | 'refused';
  readonly runtime: RuntimeName;
  readonly folder: string;
  readonly files: readonly SubmissionFile[];
}

/** @param only ids, letters or beginnings of names (`C01`, `D`, `H05-two`); empty for the whole corpus */
export function readCorpus(only: readonly string[] = []): HostileCase[] {
  const cases = readdirSync(CORPUS, { recursive: true, encoding: 'utf8' })
    .filter((path) => basename(path) === 'case.yaml' && !path.startsWith('.'))
    .map((path) => readCase(dirname(path)));
  const isWanted = ({ folder }: HostileCase) =>
    only.length === 0 || only.some((start) => basename(folder).startsWith(start));
  return cases.filter(isWanted).sort((a, b) => a.name.localeCompare(b.name));
}

function readCase(name: string): HostileCase {
  const folder = join(CORPUS, name);
  const [outcome, runtime, slug] = name.split('/');
  const id = /^[A-Z]\d\d(?=-)/.exec(slug ?? '')?.[0];
  if (id === undefined) throw new Error(`${name}: a case is called <outcome>/<runtime>/<id>-<slug>`);
  const described = CaseFile.safeParse(parse(readFileSync(join(folder, 'case.yaml'), 'utf8')));
  if (!described.success) throw new Error(`${name}/case.yaml: ${z.prettifyError(described.error)}`);
  const own = readFiles(folder).filter(({ path }) => !NOT_SENT.has(path));
  return {
    ...described.data,
    name,
    id,
    folder,
    expected: outcome === 'refused' ? outcome : Outcome.parse(outcome),
    runtime: RuntimeName.parse(runtime),
    files: withShared(own, RuntimeName.parse(runtime)),
  };
}

/** Right answers, and a tool to try things with: each case holds its attack alone. */
const SHARED: Readonly<Partial<Record<RuntimeName, readonly string[]>>> = {
  node: ['.exercises/vault/solutions/node/accepted/honest/honest.mjs'],
  python: ['.exercises/vault/solutions/python/accepted/honest/honest.py', '.shared/python/attempt.py'],
};

export function withShared(files: readonly SubmissionFile[], runtime: RuntimeName): SubmissionFile[] {
  const shared = (SHARED[runtime] ?? []).map((path) => ({
    path: basename(path),
    content: readFileSync(join(CORPUS, path), 'utf8'),
  }));
  return [...files, ...shared.filter(({ path }) => !files.some((file) => file.path === path))];
}

/** What a `refused` case sends: its request.mjs makes it, or its files are sent as they are. */
export async function requestOf(
  one: HostileCase,
): Promise<{ body: string; headers: Record<string, string> }> {
  const script = join(one.folder, 'request.mjs');
  if (!existsSync(script)) return { body: bodyOf(one.runtime, one.files), headers: {} };
  const { default: make } = (await import(script)) as {
    default: () => { body: unknown; headers?: Record<string, string> };
  };
  const { body, headers = {} } = make();
  return { body: typeof body === 'string' ? body : JSON.stringify(body), headers };
}

const bodyOf = (runtime: RuntimeName, files: readonly SubmissionFile[]): string =>
  JSON.stringify({ runtime, files });
