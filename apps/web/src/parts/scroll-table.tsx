import type { ReactNode } from 'react';
import { ScrollRegion } from './scroll-region.js';

interface ScrollTableProps {
  readonly label: string;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A table that may be wider than the page. */
export function ScrollTable({ label, className, children }: ScrollTableProps) {
  return (
    <ScrollRegion className="listing" label={label}>
      <table className={className}>{children}</table>
    </ScrollRegion>
  );
}
