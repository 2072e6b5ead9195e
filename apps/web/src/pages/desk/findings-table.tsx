import type { LintFinding } from '#contracts';
import { ScrollTable } from '../../parts/scroll-table.js';

/** What lint found, by file, line and column. */
export function FindingsTable({ findings, label }: { findings: readonly LintFinding[]; label: string }) {
  return (
    <ScrollTable label={label}>
      <thead>
        <tr>
          <th scope="col">File</th>
          <th scope="col" className="number">
            Line
          </th>
          <th scope="col" className="number">
            Column
          </th>
          <th scope="col">What is wrong</th>
        </tr>
      </thead>
      <tbody>
        {findings.map((finding) => (
          <tr key={JSON.stringify(finding)}>
            <td>
              <code>{finding.file}</code>
            </td>
            <td className="number">{finding.line}</td>
            <td className="number">{finding.column}</td>
            <td>
              <strong className={finding.severity === 'error' ? 'bad' : 'fair'}>{finding.severity}</strong>{' '}
              {finding.message}
            </td>
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  );
}
