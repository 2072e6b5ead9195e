import { useId } from 'react';
import type { UsageDistribution } from '#contracts';
import { placeValue, tellStanding } from './place-value.js';

interface UsagePlotProps {
  readonly title: string;
  readonly distribution: UsageDistribution;
  /** What this run used, in the distribution's unit. */
  readonly value: number;
}

const [WIDTH, HEIGHT, GAP] = [320, 96, 2];

/** How much others used, as bars, with this run's among them. A sentence and a table say the same without looking. */
export function UsagePlot({ title, distribution, value }: UsagePlotProps) {
  const { buckets, unit } = distribution;
  const standing = placeValue(distribution, value);
  const headingId = useId();
  const most = Math.max(...buckets.map(({ learners }) => learners));
  const step = WIDTH / buckets.length;
  return (
    <figure className="usage-plot" aria-labelledby={headingId}>
      <figcaption id={headingId}>
        <strong>{title}</strong> {round(value)} {unit}
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT + 14}`} aria-hidden="true">
        {buckets.map(({ from, learners }, index) => {
          const height = most === 0 ? 0 : (HEIGHT * learners) / most;
          return (
            <rect
              key={from}
              className={index === standing.bucket ? 'own' : 'others'}
              x={index * step + GAP / 2}
              y={14 + HEIGHT - Math.max(height, 1)}
              width={Math.min(step - GAP, 48)}
              height={Math.max(height, 1)}
            />
          );
        })}
        {standing.bucket !== null && (
          <path
            className="pointer"
            d={toPointer(standing.bucket * step + GAP / 2 + Math.min(step - GAP, 48) / 2)}
          />
        )}
      </svg>
      <div className="row apart muted" aria-hidden="true">
        <small>{tellEdge(buckets[0]?.from ?? 0, unit)}</small>
        <small>{tellEnd(distribution)}</small>
      </div>
      <p>{tellStanding(standing)}</p>
      <details>
        <summary>In figures</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">{unit}</th>
              <th scope="col" className="number">
                Learners
              </th>
            </tr>
          </thead>
          <tbody>
            {buckets.map(({ from, to, learners }, index) => (
              <tr key={from}>
                <th scope="row">
                  {to === null ? `from ${from}` : `${from} to ${to}`}
                  {index === standing.bucket && ' (this run)'}
                </th>
                <td className="number">{learners}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

/** A triangle above the bar of this run: seen without colour. */
const toPointer = (x: number): string => `M${x - 6} 2h12l-6 9z`;

const round = (value: number): number => (value < 10 ? Math.round(value * 10) / 10 : Math.round(value));

const tellEdge = (edge: number, unit: string): string => `${edge} ${unit}`;

function tellEnd({ buckets, unit }: UsageDistribution): string {
  const last = buckets.at(-1);
  if (last === undefined) return '';
  return last.to === null ? `${last.from} ${unit} and more` : tellEdge(last.to, unit);
}
