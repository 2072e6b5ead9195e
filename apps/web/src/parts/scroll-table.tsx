import type { ReactNode } from 'react';

interface ScrollTableProps {
  readonly label: string;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A table that may be wider than the page: it scrolls by itself, also with the keyboard. */
export function ScrollTable({ label, className, children }: ScrollTableProps) {
  return (
    <div className="scroll listing" role="region" aria-label={label} tabIndex={0}>
      <table className={className}>{children}</table>
    </div>
  );
}
