import type { ImageProgress } from '#sandbox';
import type { Terminal } from '../terminal/terminal.js';

/** Tells what `ensureImages` is doing: a moving line on a terminal, and a lasting one for each image that was built. */
export function showImageProgress(terminal: Terminal): (progress: ImageProgress) => void {
  return ({ image, state, step, elapsedMs }) => {
    if (state === 'built') {
      terminal.note(`built image touchstone/${image} in ${(elapsedMs / 1000).toFixed(1)} s`);
    }
    terminal.show(state === 'building' ? `building image touchstone/${image}: ${step}` : '');
  };
}
