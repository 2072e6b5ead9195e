interface ProgressBarProps {
  readonly value: number;
  readonly max: number;
  /** What is measured, for screen readers: “Progress on this track”. */
  readonly label: string;
}

/** How much of something is done. The figures stand beside it in words. */
export function ProgressBar({ value, max, label }: ProgressBarProps) {
  return <progress className="progress-bar" value={value} max={Math.max(max, 1)} aria-label={label} />;
}
