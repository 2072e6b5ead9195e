import { useState } from 'react';
import { Button } from '../../parts/button.js';
import { Icon } from '../../parts/icon.js';
import { ScrollRegion } from '../../parts/scroll-region.js';
import { useMedia } from '../../parts/use-media.js';
import {
  compareFiles,
  pairLines,
  type DiffBlock,
  type DiffLine,
  type FileDiff,
  type NamedText,
} from './lay-out-diff.js';

interface DiffViewProps {
  readonly before: readonly NamedText[];
  readonly after: readonly NamedText[];
  /** What the two sides are, in words: “your submission”, “the reference”. */
  readonly names: { readonly before: string; readonly after: string };
}

type Layout = 'split' | 'unified';

/** Two sets of files compared line by line. A chunk of its own: the comparing library comes with it. */
export function DiffView({ before, after, names }: DiffViewProps) {
  const isNarrow = useMedia('(max-width: 60rem)');
  const [chosen, setChosen] = useState<Layout | null>(null);
  const layout = chosen ?? (isNarrow ? 'unified' : 'split');
  const diffs = compareFiles(before, after);
  return (
    <>
      <div className="row" role="group" aria-label="Show the files">
        {(['split', 'unified'] as const).map((name) => (
          <Button
            key={name}
            kind="quiet"
            small
            aria-pressed={layout === name}
            onClick={() => setChosen(name)}
          >
            {name === 'split' ? 'Side by side' : 'One below the other'}
          </Button>
        ))}
      </div>
      {diffs.map((diff) => (
        <FileDifference key={diff.path} diff={diff} layout={layout} names={names} />
      ))}
    </>
  );
}

const CHANGES: Readonly<Record<FileDiff['change'], string>> = {
  same: 'the same in both',
  changed: 'changed',
  added: 'only in the second',
  removed: 'only in the first',
};

function FileDifference({
  diff,
  layout,
  names,
}: { diff: FileDiff; layout: Layout } & Pick<DiffViewProps, 'names'>) {
  const { path, change, added, removed, blocks } = diff;
  return (
    <section className="file-diff" aria-label={path}>
      <h3>
        <Icon name="file" /> <code>{path}</code>{' '}
        <small className="muted">
          {CHANGES[change]}
          {change !== 'same' && `, ${added} added, ${removed} removed`}
        </small>
      </h3>
      {blocks.length > 0 && (
        <ScrollRegion label={`Lines of ${path}`}>
          <table className={`diff diff-${layout}`}>
            <colgroup>
              <col className="line" />
              {layout === 'split' && <col />}
              <col className="line" />
              <col />
            </colgroup>
            <thead className="visually-hidden">
              <tr>
                {layout === 'split' ? (
                  <>
                    <th scope="col">Line</th>
                    <th scope="col">{names.before}</th>
                    <th scope="col">Line</th>
                    <th scope="col">{names.after}</th>
                  </>
                ) : (
                  <>
                    <th scope="col">Line of {names.before}</th>
                    <th scope="col">Line of {names.after}</th>
                    <th scope="col">Text</th>
                  </>
                )}
              </tr>
            </thead>
            {blocks.map((block, index) => (
              <Block key={index} block={block} layout={layout} />
            ))}
          </table>
        </ScrollRegion>
      )}
    </section>
  );
}

function Block({ block, layout }: { block: DiffBlock; layout: Layout }) {
  const [open, setOpen] = useState(!block.folded);
  if (!open)
    return (
      <tbody>
        <tr className="fold">
          <td colSpan={layout === 'split' ? 4 : 3}>
            <Button kind="bare" small onClick={() => setOpen(true)}>
              Show {block.lines.length} unchanged lines
            </Button>
          </td>
        </tr>
      </tbody>
    );
  return (
    <tbody>
      {layout === 'unified'
        ? block.lines.map((line, index) => (
            <tr key={index} className={line.kind}>
              <td className="line">{line.before}</td>
              <td className="line">{line.after}</td>
              <Text line={line} />
            </tr>
          ))
        : pairLines(block.lines).map(({ left, right }, index) => (
            <tr key={index}>
              <Half line={left} number={left?.before ?? null} />
              <Half line={right} number={right?.after ?? null} />
            </tr>
          ))}
    </tbody>
  );
}

function Half({ line, number }: { line: DiffLine | null; number: number | null }) {
  const kind = line?.kind ?? 'none';
  return (
    <>
      <td className={`line ${kind}`}>{number}</td>
      {line === null ? <td className="none" /> : <Text line={line} className={kind} />}
    </>
  );
}

const SIGNS: Readonly<Record<DiffLine['kind'], { sign: string; word: string }>> = {
  same: { sign: ' ', word: '' },
  removed: { sign: '−', word: 'removed: ' },
  added: { sign: '+', word: 'added: ' },
};

/** A sign and, for screen readers, a word say what the colour says. */
function Text({ line, className }: { line: DiffLine; className?: string }) {
  const { sign, word } = SIGNS[line.kind];
  return (
    <td className={className}>
      <span aria-hidden="true" className="sign-of-line">
        {sign}
      </span>
      {word !== '' && <span className="visually-hidden">{word}</span>}
      {line.text}
    </td>
  );
}
