import { diffLines, type DiffLine } from './diff-lines.js';

const SIGNS: Readonly<Record<DiffLine['side'], string>> = { both: ' ', expected: '−', actual: '+' };

/** Two texts laid into one: lines of one side only have a sign, a word and a colour. */
export function DiffView({ expected, actual }: { expected: string; actual: string }) {
  return (
    <>
      <p className="diff-key">
        <span className="expected">− expected</span> <span className="actual">+ got</span>
      </p>
      <pre className="diff" tabIndex={0}>
        {diffLines(expected, actual).map(({ side, text }, index) => (
          <span key={index} className={`line ${side}`}>
            <span className="sign" aria-hidden="true">
              {SIGNS[side]}
            </span>
            {side !== 'both' && (
              <span className="visually-hidden">{side === 'expected' ? 'expected: ' : 'got: '}</span>
            )}
            {text}
            {'\n'}
          </span>
        ))}
      </pre>
    </>
  );
}
