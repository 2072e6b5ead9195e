import { lazy, Suspense } from 'react';
import type { SubmissionFile } from '#contracts';

const CodeDiff = lazy(async () => ({ default: (await import('../code/code-diff.js')).CodeDiff }));

interface CompareFilesProps {
  readonly before: readonly SubmissionFile[];
  readonly after: readonly SubmissionFile[];
}

/** What differs between two sets of files, file by file. */
export function CompareFiles({ before, after }: CompareFilesProps) {
  const changes = listChanges(before, after);
  if (changes.length === 0) return <p className="muted">They are the same, file by file.</p>;
  return (
    <div className="compare">
      {changes.map(({ path, word, from, to }) => (
        <section key={path}>
          <h3>
            <code>{path}</code> <small className="muted">{word}</small>
          </h3>
          <Suspense fallback={<p className="muted">Comparing …</p>}>
            <CodeDiff path={path} before={from} after={to} label={`${path}, ${word}`} />
          </Suspense>
        </section>
      ))}
    </div>
  );
}

function listChanges(before: readonly SubmissionFile[], after: readonly SubmissionFile[]) {
  const paths = [...new Set([...before, ...after].map(({ path }) => path))];
  return paths.flatMap((path) => {
    const from = before.find((file) => file.path === path)?.content;
    const to = after.find((file) => file.path === path)?.content;
    if (from === to) return [];
    const word = from === undefined ? 'added' : to === undefined ? 'gone' : 'changed';
    return [{ path, word, from: from ?? '', to: to ?? '' }];
  });
}
