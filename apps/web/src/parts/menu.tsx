import { useEffect, useRef, type ReactNode } from 'react';
import { useLocation } from 'wouter';

interface MenuProps {
  readonly label: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}

/** A sheet that unfolds below its button; Escape, a click elsewhere, a choice or another page folds it. */
export function Menu({ label, children, className = '' }: MenuProps) {
  const details = useRef<HTMLDetailsElement>(null);
  const [path] = useLocation();
  useEffect(() => {
    details.current?.removeAttribute('open');
  }, [path]);
  useEffect(() => {
    const fold = (event: Event) => {
      const menu = details.current;
      if (menu === null || !menu.open) return;
      if (event instanceof KeyboardEvent) {
        if (event.key !== 'Escape') return;
        menu.querySelector('summary')?.focus();
      } else if (menu.contains(event.target as Node)) return;
      menu.open = false;
    };
    document.addEventListener('keydown', fold);
    document.addEventListener('pointerdown', fold);
    return () => {
      document.removeEventListener('keydown', fold);
      document.removeEventListener('pointerdown', fold);
    };
  }, []);
  return (
    <details ref={details} className={`menu ${className}`}>
      <summary>{label}</summary>
      <div className="menu-sheet">{children}</div>
    </details>
  );
}
