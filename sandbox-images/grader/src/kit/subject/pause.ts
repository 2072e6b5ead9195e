import type { PauseTarget } from '../pod-state.js';
import { getScope } from '../scope.js';
import { getSession } from '../session.js';

/** Freezes a container; a test that fails before it thaws it must not freeze the tests after it. */
export async function pauseUntilEnd(what: string, target: PauseTarget): Promise<void> {
  const scope = getScope(what);
  scope.undoAtEnd(`pause ${target}`, () => resume(target));
  await getSession().control({ action: 'pause', target });
}

export async function resumeNow(what: string, target: PauseTarget): Promise<void> {
  const scope = getScope(what);
  await resume(target);
  scope.forget(`pause ${target}`);
}

async function resume(target: PauseTarget): Promise<void> {
  await getSession().control({ action: 'resume', target });
}
