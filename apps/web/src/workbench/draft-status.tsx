import { useEffect } from 'react';
import { Icon, type IconName } from '../parts/icon.js';
import { announce } from '../shell/announcer.js';
import type { OpenDraft } from './use-draft.js';

/** Where the work is safe, in words, at any moment. */
export function DraftStatus({ draft }: { draft: OpenDraft }) {
  const [icon, tone, text] = tell(draft);
  const isTrouble = tone === 'bad' || tone === 'fair';
  useEffect(() => {
    if (isTrouble) announce(text);
  }, [isTrouble, text]);
  return (
    <p className={`draft-status ${tone}`} data-state={draft.state.is}>
      <Icon name={icon} />
      <span>{text}</span>
    </p>
  );
}

type Told = readonly [IconName, 'muted' | 'fair' | 'bad', string];

function tell({ state, savedAt, isKept }: OpenDraft): Told {
  switch (state.is) {
    case 'loading':
      return ['clock', 'muted', 'Looking for your draft …'];
    case 'failed':
      return ['warning', 'bad', 'There is nothing here yet'];
    case 'saved':
      return ['check', 'muted', savedAt === null ? 'Nothing changed yet' : `Saved ${toTime(savedAt)}`];
    case 'unsaved':
      return ['clock', 'muted', 'Saving …'];
    case 'alone':
      return isKept
        ? ['info', 'muted', 'Kept in this browser only: log in to keep it on the server']
        : ['warning', 'bad', 'Not saved: this browser keeps nothing. Log in to keep it on the server'];
    case 'here-only':
      return notThere(state.why, isKept);
    case 'refused':
      return notThere(state.why, isKept, 'bad');
    case 'conflict':
      return notThere('another browser has saved another draft', isKept);
  }
}

function notThere(why: string, isKept: boolean, tone: 'fair' | 'bad' = 'fair'): Told {
  if (isKept) return ['warning', tone, `Saved here only: ${why}`];
  return ['warning', 'bad', `Not saved: this browser keeps nothing, and ${why}`];
}

const toTime = (at: string): string =>
  new Date(at).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
