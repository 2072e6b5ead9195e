import type { ReactNode } from 'react';

/** A row of figures, each with its name; `Tally` inside. */
export function Tallies({ children }: { children: ReactNode }) {
  return <dl className="tallies">{children}</dl>;
}

interface TallyProps {
  readonly label: string;
  readonly value: ReactNode;
  readonly tone?: 'plain' | 'good' | 'fair' | 'bad';
}

export function Tally({ label, value, tone = 'plain' }: TallyProps) {
  return (
    <div className="tally">
      <dt>{label}</dt>
      <dd className={tone}>{value}</dd>
    </div>
  );
}
