import { useEffect, useRef, type ReactNode } from 'react';

interface ScrollRegionProps {
  readonly label: string;
  readonly className?: string;
  /** One element, which may be wider than the page. */
  readonly children: ReactNode;
}

/** What is too wide scrolls by itself, also with the keyboard, and shows on which side more of it is. */
export function ScrollRegion({ label, className = '', children }: ScrollRegionProps) {
  const region = useRef<HTMLDivElement>(null);
  useEffect(() => markSides(region.current!), []);
  return (
    <div className={`scroll ${className}`} role="region" aria-label={label} tabIndex={0} ref={region}>
      {children}
    </div>
  );
}

/** Scroll timelines would do this without a script, were they in every browser. */
function markSides(region: HTMLElement): () => void {
  const mark = () => {
    const { scrollLeft, scrollWidth, clientWidth } = region;
    // Half pixels are no sign that there is more.
    region.toggleAttribute('data-more-before', scrollLeft > 1);
    region.toggleAttribute('data-more-after', scrollLeft + clientWidth < scrollWidth - 1);
  };
  const sizes = new ResizeObserver(mark);
  for (const element of [region, ...region.children]) sizes.observe(element);
  region.addEventListener('scroll', mark, { passive: true });
  return () => {
    sizes.disconnect();
    region.removeEventListener('scroll', mark);
  };
}
