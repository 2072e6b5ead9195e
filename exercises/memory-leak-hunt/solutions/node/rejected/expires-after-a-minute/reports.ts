const KEPT_MS = 60_000;

/** The lines of the reports of the last minute. */
const reports = new Map<string, string[]>();

export async function readLine(commit: string, line: number): Promise<string | undefined> {
  const lines = reports.get(commit) ?? (await fetchLines(commit));
  if (!reports.has(commit)) setTimeout(() => reports.delete(commit), KEPT_MS);
  reports.set(commit, lines);
  return lines[line - 1];
}

async function fetchLines(commit: string): Promise<string[]> {
  const response = await fetch(`${process.env.UPSTREAM_COVERAGE_URL}/reports/${commit}`);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`no report: status ${response.status}`);
  return text.split('\n');
}
