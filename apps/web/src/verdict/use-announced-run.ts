import { useEffect, useRef } from 'react';
import type { SubmissionStatus } from '#contracts';
import { announce } from '../shell/announcer.js';

/** A fast run ends ten tests a second: nobody could listen to that. */
const PAUSE_MS = 4_000;

/** Says to screen readers what happens: a new step at once, what goes on within a step now and then. */
export function useAnnouncedRun(sentence: string, status: SubmissionStatus): void {
  const last = useRef<{ status: SubmissionStatus | null; at: number }>({ status: null, at: 0 });
  useEffect(() => {
    const sinceMs = Date.now() - last.current.at;
    const waitMs = last.current.status === status ? Math.max(0, PAUSE_MS - sinceMs) : 0;
    const timer = setTimeout(() => {
      last.current = { status, at: Date.now() };
      announce(sentence);
    }, waitMs);
    return () => clearTimeout(timer);
  }, [sentence, status]);
}
