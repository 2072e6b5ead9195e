import { useEffect, useRef, type ReactNode } from 'react';

interface PageProps {
  /** The first heading, and the window's title. */
  readonly title: string;
  /** One sentence below the heading. */
  readonly lead?: ReactNode;
  /** Where it belongs, above the heading: a link back. */
  readonly trail?: ReactNode;
  /** Beside the heading. */
  readonly actions?: ReactNode;
  /** `narrow` for reading and forms, `wide` for tables, `full` for a page that lays itself out to the edges. */
  readonly width?: 'narrow' | 'normal' | 'wide' | 'full';
  /** The heading is read but not shown. */
  readonly quietTitle?: boolean;
  readonly children?: ReactNode;
}

/** The first page of a visit leaves the focus where the browser put it; every later one takes it to its heading. */
let isFirstPage = true;

/** What every page stands in: window title, heading, focus after navigation, width. */
export function Page({
  title,
  lead,
  trail,
  actions,
  width = 'normal',
  quietTitle = false,
  children,
}: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Touchstone`;
  }, [title]);
  useEffect(() => {
    if (!isFirstPage) {
      heading.current?.focus({ preventScroll: true });
      window.scrollTo(0, 0);
    }
    isFirstPage = false;
  }, []);
  const h1 = (
    <h1 ref={heading} tabIndex={-1} className={quietTitle ? 'visually-hidden' : undefined}>
      {title}
    </h1>
  );
  return (
    <div className={width === 'normal' ? 'page' : `page ${width}`}>
      {quietTitle ? (
        h1
      ) : (
        <div className="page-head">
          <div>
            {trail !== undefined && <div className="trail">{trail}</div>}
            {h1}
            {lead !== undefined && <p className="lead">{lead}</p>}
          </div>
          {actions !== undefined && <div className="row">{actions}</div>}
        </div>
      )}
      {children}
    </div>
  );
}
