import type { LineRange, SubmissionFile } from '#contracts';
import { ScrollRegion } from '../../parts/scroll-region.js';
import { markLines, type MarkedLine } from './mark-lines.js';

interface MarkedProgramProps {
  readonly side: 'left' | 'right';
  readonly files: readonly SubmissionFile[];
  /** The lines of each fragment. */
  readonly fragments: readonly (readonly LineRange[])[];
}

/** The files of a program. A line of a fragment has its letter before it, and not only another colour. */
export function MarkedProgram({ side, files, fragments }: MarkedProgramProps) {
  return files.map(({ path, content }) => (
    <figure key={path} className="marked-file">
      <figcaption>
        <code>{path}</code>
      </figcaption>
      <ScrollRegion label={`${path}, ${side}`}>
        <table>
          <caption className="visually-hidden">Lines of {path}, each with the fragment that it is in</caption>
          <tbody>
            {markLines(path, content, fragments).map((line) => (
              <Line key={line.number} line={line} />
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </figure>
  ));
}

function Line({ line: { number, text, fragment } }: { line: MarkedLine }) {
  return (
    <tr className={fragment === null ? undefined : 'common'}>
      <td className="fragment">
        {fragment !== null && <abbr title={`fragment ${fragment}`}>{fragment}</abbr>}
      </td>
      <td className="line-number">{number}</td>
      <td>
        <code>{text === '' ? ' ' : text}</code>
      </td>
    </tr>
  );
}
