import { lazy, Suspense, useState } from 'react';
import type { SubmissionFile } from '#contracts';
import { Tabs } from '../../parts/tabs.js';

/** Fetched when the first file is shown; without it a file is read without colours. */
const Reader = lazy(() =>
  import('../../code/code-reader.js').then(
    ({ CodeReader }) => ({ default: CodeReader }),
    () => ({ default: PlainReader }),
  ),
);

/** Files to read, one at a time, with numbered lines. */
export function FileViewer({ files, label }: { files: readonly SubmissionFile[]; label: string }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const current = files.find(({ path }) => path === chosen) ?? files[0];
  if (current === undefined) return <p className="muted">There are no files.</p>;
  return (
    <Tabs
      label={label}
      tabs={files.map(({ path }) => ({ id: path, label: <code>{path}</code> }))}
      current={current.path}
      onChoose={setChosen}
    >
      <Suspense fallback={<PlainReader {...current} />}>
        <Reader {...current} />
      </Suspense>
    </Tabs>
  );
}

function PlainReader({ content }: SubmissionFile) {
  return (
    <pre className="numbered" tabIndex={0}>
      {toLines(content).map((line, index) => (
        <span key={index}>{`${line}\n`}</span>
      ))}
    </pre>
  );
}

function toLines(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
