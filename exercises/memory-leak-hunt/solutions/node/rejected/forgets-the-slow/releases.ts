import { randomUUID } from 'node:crypto';

/** Those that are still to come, with their timers. */
const releases = new Map<string, NodeJS.Timeout>();

export function planRelease(notes: string, afterMs: number): string {
  const id = randomUUID();
  const timer = setTimeout(() => {
    releases.delete(id);
    tell(notes).catch((error: Error) => console.error(`release ${id}: ${error.message}`));
  }, afterMs);
  releases.set(id, timer);
  return id;
}

/** @returns false when there is nothing to cancel: told already, cancelled before, never planned */
export function cancelRelease(id: string): boolean {
  clearTimeout(releases.get(id));
  return releases.delete(id);
}

async function tell(notes: string): Promise<void> {
  const [text] = notes.split('\n', 1);
  await fetch(`${process.env.UPSTREAM_CHAT_URL}/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
  });
}
