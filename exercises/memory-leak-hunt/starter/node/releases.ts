import { randomUUID } from 'node:crypto';

interface Release {
  id: string;
  notes: string;
  state: 'waiting' | 'told' | 'cancelled';
}

const releases: Release[] = [];

export function planRelease(notes: string, afterMs: number): string {
  const release: Release = { id: randomUUID(), notes, state: 'waiting' };
  releases.push(release);
  setTimeout(() => {
    if (release.state !== 'waiting') return;
    release.state = 'told';
    tell(release.notes).catch((error: Error) => console.error(`release ${release.id}: ${error.message}`));
  }, afterMs);
  return release.id;
}

/** @returns false when there is nothing to cancel: told already, cancelled before, never planned */
export function cancelRelease(id: string): boolean {
  const release = releases.find((candidate) => candidate.id === id);
  if (release?.state !== 'waiting') return false;
  release.state = 'cancelled';
  return true;
}

async function tell(notes: string): Promise<void> {
  const [text] = notes.split('\n', 1);
  await fetch(`${process.env.UPSTREAM_CHAT_URL}/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
  });
}
