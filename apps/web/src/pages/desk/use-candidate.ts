import { useEffect, useReducer } from 'react';
import { CandidateDetail, ProofEvent } from '#contracts';
import { request } from '../../api/client.js';
import { useLoaded, type Loaded } from '../../api/use-loaded.js';
import { watchEvents } from '../../api/watch-events.js';
import { announce } from '../../shell/announcer.js';
import { CANDIDATE_LOOKS } from './candidate-words.js';
import { NO_PROOF, takeProofEvent, type LiveProof } from './live-proof.js';

/** A candidate, and its proof as it is told until it is settled; then the candidate is read again. */
export function useCandidate(
  id: string,
  onSettled: () => void,
): { loaded: Loaded<CandidateDetail>; proof: LiveProof } {
  const loaded = useLoaded(id, (signal) => request(CandidateDetail, `/candidates/${id}`, { signal }));
  const [proof, take] = useReducer(takeProofEvent, NO_PROOF);
  const candidate = loaded.state === 'ready' ? loaded.value : null;
  const isRunning = candidate?.state === 'queued' || candidate?.state === 'proving';
  const { reload } = loaded;
  useEffect(() => {
    if (!isRunning) return undefined;
    if (candidate?.progress) take({ type: 'snapshot', progress: candidate.progress });
    const abort = new AbortController();
    const source = {
      path: `/candidates/${id}/events`,
      shape: ProofEvent,
      isLast: (event: ProofEvent) => event.type === 'settled',
    };
    const onEvent = (event: ProofEvent) => {
      take(event);
      if (event.type !== 'settled') return;
      announce(`The version is ${CANDIDATE_LOOKS[event.state].word}.`);
      reload();
      onSettled();
    };
    watchEvents(source, { onEvent, onConnection: () => undefined }, abort.signal).catch(() => reload());
    return () => abort.abort();
    // What is loaded meanwhile belongs to the same proof.
  }, [id, isRunning, reload]);
  return { loaded, proof };
}
