import { useState } from 'react';
import {
  checkSubmissionFiles,
  PROBLEMS,
  Refusal,
  SubmissionSummary,
  type SubmissionFile,
  type SubmissionMode,
} from '#contracts';
import { ApiError, asJson, request } from '../api/client.js';
import { announce } from '../shell/announcer.js';

export interface Run {
  readonly id: string;
  readonly mode: SubmissionMode;
}

interface Sending {
  readonly slug: string;
  readonly runtime: string;
  /** Once it is taken, with what was sent. */
  readonly onSent: (mode: SubmissionMode) => void;
}

export interface Submitting {
  readonly run: Run | null;
  readonly busy: SubmissionMode | null;
  readonly error: Error | null;
  readonly submit: (mode: SubmissionMode, files: readonly SubmissionFile[]) => Promise<void>;
}

/** Sends the files; the verdict comes beside the editor. */
export function useSubmit({ slug, runtime, onSent }: Sending): Submitting {
  const [run, setRun] = useState<Run | null>(null);
  const [busy, setBusy] = useState<SubmissionMode | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const submit = async (mode: SubmissionMode, files: readonly SubmissionFile[]) => {
    if (busy !== null) return;
    setBusy(mode);
    setError(null);
    try {
      check(files);
      const path = `/exercises/${encodeURIComponent(slug)}/submissions?mode=${mode}`;
      const { id } = await request(SubmissionSummary, path, withKey(asJson('POST', { runtime, files })));
      setRun({ id, mode });
      announce(mode === 'public' ? 'The public tests are running' : 'Submitted');
      onSent(mode);
    } catch (failure) {
      setError(failure as Error);
    } finally {
      setBusy(null);
    }
  };
  return { run, busy, error, submit };
}

/** By the API's own rules, before anything is sent. */
function check(files: readonly SubmissionFile[]): void {
  try {
    checkSubmissionFiles(files);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { code, message, extra } = error;
    throw new ApiError(PROBLEMS[code].status, code, message, { errors: extra.errors });
  }
}

/** A request that is sent again by the browser is still one submission. */
function withKey(init: RequestInit): RequestInit {
  const random = crypto.getRandomValues(new Uint8Array(16));
  const key = [...random].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return { ...init, headers: { ...init.headers, 'idempotency-key': key } };
}
