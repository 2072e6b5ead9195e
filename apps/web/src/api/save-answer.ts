import { send } from './client.js';

/** A browser begins to save when it gets round to it: what is let go before that is never saved. */
const KEPT_MS = 60_000;

/** Fetches a file with the access token, which a plain link could not carry, and hands it to the browser to save. */
export async function saveAnswer(path: string, fallbackName: string): Promise<void> {
  const answer = await send(path);
  const name = /filename="([\w.-]+)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1];
  const url = URL.createObjectURL(await answer.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = name ?? fallbackName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}
