import { basename, relative } from 'node:path';
import { CandidateDetail, PublishedVersion, type LintFinding } from '#contracts';
import { lintExercise, readExerciseFiles } from '#exercise-catalog';
import type { ApiClient } from '../api/api-client.js';
import { chooseServer, connect } from '../api/connect.js';
import type { Context } from '../context.js';
import { CommandError, EXIT_CODE } from '../exit-code.js';
import { followProof } from '../follow-proof.js';
import { listExerciseFolders } from '../local/load-exercises.js';
import { renderFinding } from '../terminal/render-finding.js';

export interface PushOptions {
  readonly server?: string;
  readonly publish?: boolean;
  readonly watch?: boolean;
  readonly json?: boolean;
}

/**
 * Sends an exercise folder to a server, shows what lint finds and follows its proof; publishes it when asked to.
 * 0: proven (and published), or sent; 1: mistakes, or not proven; 2: out of reach.
 */
export async function exercisePush(
  context: Context,
  folder: string | undefined,
  options: PushOptions,
): Promise<number> {
  const [dir = context.cwd] = await listExerciseFolders([folder ?? '.'], context.cwd);
  const own = await lintExercise(dir);
  const isBroken = own.some(({ severity }) => severity === 'error');
  tellFindings(context, dir, own, options);
  if (isBroken) throw new CommandError(`${relative(context.cwd, dir) || dir} has mistakes: nothing was sent`);
  const client = await connect(context, chooseServer(context, options.server));
  const candidate = await send(client, dir, context.signal);
  if (candidate.state === 'rejected-by-lint') {
    // Those that this machine did not find: they show beside the other exercises of the server only.
    tellFindings(context, dir, without(candidate.findings, own), options);
    throw new CommandError(`${candidate.exercise} has mistakes: it is not proven`);
  }
  tellSent(context, candidate, options);
  const { terminal } = context;
  const watches = options.watch ?? (terminal.live || options.json === true || options.publish === true);
  if (!watches) return EXIT_CODE.ok;
  const proven = await followProof(context, client, candidate, { json: options.json === true });
  if (!proven) return EXIT_CODE.notAccepted;
  if (options.publish === true) await publish(context, client, candidate, options);
  return EXIT_CODE.ok;
}

async function send(client: ApiClient, dir: string, signal: AbortSignal): Promise<CandidateDetail> {
  const files = await readExerciseFiles(dir);
  const path = `exercises/${encodeURIComponent(basename(dir))}/candidates`;
  return client.call(path, CandidateDetail, { method: 'POST', body: { files }, signal });
}

async function publish(
  { terminal, signal }: Context,
  client: ApiClient,
  { id }: CandidateDetail,
  { json }: PushOptions,
): Promise<void> {
  const published = await client.call(`candidates/${id}/publish`, PublishedVersion, {
    method: 'POST',
    signal,
  });
  if (json === true) return terminal.print(JSON.stringify({ type: 'published', ...published }));
  const version = published.version.slice(0, 12);
  terminal.print(`${terminal.style.green('✔')} ${published.slug} is published as ${version}`);
}

function tellFindings(
  { terminal, cwd }: Context,
  dir: string,
  findings: readonly LintFinding[],
  { json }: PushOptions,
): void {
  for (const finding of findings) {
    if (json === true) terminal.print(JSON.stringify({ type: 'finding', ...finding }));
    else terminal.print(renderFinding(dir, cwd, finding, terminal.style));
  }
}

function tellSent({ terminal }: Context, candidate: CandidateDetail, { json }: PushOptions): void {
  if (json === true) return terminal.print(JSON.stringify({ type: 'sent', candidate }));
  const { style } = terminal;
  terminal.print(`${style.bold(candidate.exercise)}  sent to be proven  ${style.dim(candidate.id)}`);
}

function without(found: readonly LintFinding[], known: readonly LintFinding[]): LintFinding[] {
  const keys = new Set(known.map((finding) => JSON.stringify(finding)));
  return found.filter((finding) => !keys.has(JSON.stringify(finding)));
}
