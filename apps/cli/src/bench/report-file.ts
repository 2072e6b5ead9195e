import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cloneFolder } from '../up/state-folder.js';
import { SOAK_TITLE } from './render-soak.js';

const FILE = join(cloneFolder, 'docs/BENCHMARKS.md');

/** What the benchmark measured, in the place of what it measured last. */
export async function keepReport(report: string): Promise<void> {
  const { soak } = splitReport(await readFile(FILE, 'utf8'));
  await writeFile(FILE, report + soak);
}

/** The section of a soak, in the place of that of the last one. */
export async function keepSoak(section: string): Promise<void> {
  const { report } = splitReport(await readFile(FILE, 'utf8'));
  await writeFile(FILE, `${report.trimEnd()}\n\n${section}`);
}

/** `soak` begins with the empty line before its title; it is empty where there was none yet. */
export function splitReport(text: string): { readonly report: string; readonly soak: string } {
  const at = text.indexOf(`\n${SOAK_TITLE}\n`);
  return at < 0 ? { report: text, soak: '' } : { report: text.slice(0, at), soak: text.slice(at) };
}
