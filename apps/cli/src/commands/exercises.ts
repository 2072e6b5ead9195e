import { ExerciseList, type ExerciseSummary } from '#contracts';
import { chooseServer, connect } from '../api/connect.js';
import type { Context } from '../context.js';
import { EXIT_CODE } from '../exit-code.js';
import { toLine } from '../terminal/printable.js';
import { toTable } from '../terminal/table.js';

/** Lists what can be done on a server, with the user's best scores. */
export async function exercises(
  context: Context,
  options: { server?: string; json?: boolean },
): Promise<number> {
  const { terminal } = context;
  const client = await connect(context, chooseServer(context, options.server));
  const { items } = await client.call('exercises', ExerciseList);
  if (options.json === true) {
    for (const item of items) terminal.print(JSON.stringify(item));
    return EXIT_CODE.ok;
  }
  const head = ['EXERCISE', 'BEST', 'TIME', 'RUNTIMES', 'TITLE'];
  const [titles = '', ...rows] = toTable([head, ...items.map(toRow)]);
  terminal.print(terminal.style.bold(titles));
  for (const row of rows) terminal.print(toLine(row, terminal.width));
  terminal.print('\nStart one with: touchstone download <exercise> --runtime <runtime>');
  return EXIT_CODE.ok;
}

function toRow(item: ExerciseSummary): string[] {
  const best = item.bestScore === null ? '–' : String(item.bestScore);
  return [item.slug, best, `${item.minutes} min`, item.runtimes.join(', '), item.title];
}
