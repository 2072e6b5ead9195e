import { useEffect, useId, useRef, type KeyboardEvent, type ReactNode } from 'react';

interface Tab {
  readonly id: string;
  readonly label: ReactNode;
}

interface TabsProps {
  /** What the tabs choose between, for screen readers. */
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly current: string;
  readonly onChoose: (id: string) => void;
  /** The panel of the current tab. */
  readonly children: ReactNode;
}

const STEPS: Readonly<Record<string, (index: number, count: number) => number>> = {
  ArrowRight: (index, count) => (index + 1) % count,
  ArrowLeft: (index, count) => (index + count - 1) % count,
  Home: () => 0,
  End: (_index, count) => count - 1,
};

/** Tabs as https://www.w3.org/WAI/ARIA/apg/patterns/tabs/ describes them, with automatic activation. */
export function Tabs({ label, tabs, current, onChoose, children }: TabsProps) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = step(
      tabs.findIndex((tab) => tab.id === current),
      tabs.length,
    );
    onChoose(tabs[next]!.id);
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[next]?.focus();
  };
  useEffect(() => {
    // On a narrow screen the tabs scroll, and the one that was led to may be out of sight.
    const frame = list.current?.getBoundingClientRect();
    const chosen = list.current?.querySelector('[aria-selected="true"]')?.getBoundingClientRect();
    if (frame === undefined || chosen === undefined) return;
    list.current!.scrollLeft +=
      Math.max(0, chosen.right - frame.right) - Math.max(0, frame.left - chosen.left);
  }, [current]);
  return (
    <>
      <div className="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={move}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`${id}-tab-${tab.id}`}
            aria-selected={tab.id === current}
            aria-controls={`${id}-panel`}
            tabIndex={tab.id === current ? 0 : -1}
            onClick={() => onChoose(tab.id)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-tab-${current}`} tabIndex={-1}>
        {children}
      </div>
    </>
  );
}
