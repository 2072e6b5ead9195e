const KEPT_REPORTS = 20;

/** The lines of the reports. A Map keeps its keys in the order in which they were set: what was used last stands at the end. */
const reports = new Map<string, string[]>();

export async function readLine(commit: string, line: number): Promise<string | undefined> {
  const lines = reports.get(commit) ?? (await fetchLines(commit));
  reports.delete(commit);
  reports.set(commit, lines);
  if (reports.size > KEPT_REPORTS) reports.delete(reports.keys().next().value!);
  return lines[line - 1];
}

async function fetchLines(commit: string): Promise<string[]> {
  const response = await fetch(`${process.env.UPSTREAM_COVERAGE_URL}/reports/${commit}`);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`no report: status ${response.status}`);
  return text.split('\n');
}
