import { send } from './client.js';

/** Fetches a file with the access token, which a plain link could not carry, and hands it to the browser to save. */
export async function saveAnswer(path: string, fallbackName: string): Promise<void> {
  const answer = await send(path);
  const name = /filename="([\w.-]+)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1];
  const url = URL.createObjectURL(await answer.blob());
  try {
    const link = document.createElement('a');
    link.href = url;
    link.download = name ?? fallbackName;
    link.click();
  } finally {
    URL.revokeObjectURL(url);
  }
}
