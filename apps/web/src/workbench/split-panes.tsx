import { useLayoutEffect, useRef, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { useRemembered } from './use-remembered.js';

interface SplitPanesProps {
  /** Remembers the share under this name. */
  readonly name: string;
  readonly direction: 'row' | 'column';
  /** What the separator resizes, for screen readers. */
  readonly label: string;
  /** Share of the first pane, in percent. */
  readonly initial: number;
  /** The second pane has nothing to show yet: the first one has all the room. */
  readonly isOne?: boolean;
  readonly children: readonly [ReactNode, ReactNode];
}

const MIN = 20;
const MAX = 80;
const STEP = 2;

/** Two panes with a separator between them that moves by pointer and by arrow keys. */
export function SplitPanes({ name, direction, label, initial, isOne = false, children }: SplitPanesProps) {
  const [stored, remember] = useRemembered(`pane.${name}`, String(initial));
  const share = clamp(Number(stored) || initial);
  const panes = useRef<HTMLDivElement>(null);
  // Before the first paint: the panes must not move once they are seen.
  useLayoutEffect(() => {
    panes.current?.style.setProperty('--share', `${share}%`);
  }, [share]);

  const moveTo = (value: number) => remember(String(clamp(Math.round(value))));
  const onKeyDown = (event: KeyboardEvent) => {
    const [less, more] = direction === 'row' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
    const next = { [less]: share - STEP, [more]: share + STEP, Home: MIN, End: MAX }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    moveTo(next);
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const box = panes.current!.getBoundingClientRect();
    const part =
      direction === 'row' ? (event.clientX - box.left) / box.width : (event.clientY - box.top) / box.height;
    moveTo(part * 100);
  };

  return (
    <div className={`panes ${direction}${isOne ? ' one' : ''}`} ref={panes}>
      {children[0]}
      <div
        className="separator"
        hidden={isOne}
        role="separator"
        tabIndex={0}
        aria-label={label}
        aria-orientation={direction === 'row' ? 'vertical' : 'horizontal'}
        aria-valuenow={share}
        aria-valuemin={MIN}
        aria-valuemax={MAX}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={onPointerMove}
      />
      {isOne ? null : children[1]}
    </div>
  );
}

const clamp = (share: number): number => Math.min(MAX, Math.max(MIN, share));
