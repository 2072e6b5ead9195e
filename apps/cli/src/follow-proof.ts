import { CandidateDetail, ProofEvent, type ProofReport } from '#contracts';
import type { ApiClient } from './api/api-client.js';
import { watchEvents, type Reconnecting } from './api/watch-events.js';
import type { Context } from './context.js';
import { CommandError } from './exit-code.js';
import { renderProof, type ShownProof } from './verify/render-proof.js';
import { RunProgress } from './verify/run-progress.js';
import type { Terminal } from './terminal/terminal.js';

/** Shows a candidate being proven until its report. @returns whether it is proven */
export async function followProof(
  context: Context,
  client: ApiClient,
  { id, exercise }: CandidateDetail,
  { json }: { json: boolean },
): Promise<boolean> {
  const { terminal, signal } = context;
  const source = {
    path: `candidates/${id}/events`,
    schema: ProofEvent,
    isLast: (event: ProofEvent) => event.type === 'settled',
    whenLost: `lost contact with the server. The proof of ${exercise} goes on there: see it on the desk`,
  };
  const progress = new ProofProgress(terminal);
  terminal.show('waiting for a worker …');
  for await (const event of watchEvents(client, source, signal)) {
    if (json) terminal.print(JSON.stringify(event));
    else progress.take(event);
  }
  terminal.show('');
  const settled = await client.call(`candidates/${id}`, CandidateDetail, { signal });
  if (settled.report === null) {
    throw new CommandError(`a newer version of ${exercise} was sent: this one was not proven`);
  }
  if (json) terminal.print(JSON.stringify({ type: 'report', candidate: settled }));
  else showReport(terminal, exercise, settled.report);
  return settled.report.proven;
}

function showReport(terminal: Terminal, slug: string, report: ProofReport): void {
  const facts = { slug, repeats: report.repeats, tookMs: report.tookMs, partial: false };
  terminal.print(renderProof(toShown(report), facts, terminal.style, terminal.width).join('\n'));
}

function toShown({ matrix, problems, proven, unproven, flaky, headRoom }: ProofReport): ShownProof {
  const rows = matrix.rows.map((row) => ({
    ...row,
    outcome: row.outcome ?? 'not run',
    score: row.score ?? 0,
  }));
  return {
    proven,
    incomplete: false,
    matrix: { tests: matrix.tests, rows },
    problems: problems.map((problem) => ({ ...problem, promise: null })),
    unproven,
    flaky,
    headRoom,
  };
}

/** As `exercise verify` shows its runs. */
class ProofProgress {
  private runs: RunProgress | null = null;

  constructor(private readonly terminal: Terminal) {}

  take(event: ProofEvent | Reconnecting): void {
    switch (event.type) {
      case 'proof-started': {
        const { repeats, programs } = event;
        const total = programs.length * repeats;
        this.runs = new RunProgress(this.terminal, { total, repeats, quiet: false });
        return;
      }
      case 'run-started':
        return this.runs?.start(event.program, event.repeat);
      case 'run-ended':
        return this.runs?.end(event.row.program, event.row.runs, event.row.outcome ?? 'not run');
      case 'retrying':
        return this.terminal.print(this.terminal.style.yellow(event.reason));
      case 'reconnecting':
        return this.terminal.show(`connection lost, trying again: ${event.reason}`);
      case 'tests':
      case 'cell':
      case 'settled':
        return;
    }
  }
}
