import { describe, expect, it } from '@jest/globals';
import type { PlatformMode } from '#contracts';
import type { GateListener, SandboxGate } from '../self-check/sandbox-gate.service.js';
import type { ModeWatch } from './mode-watch.service.js';
import { WorkGate } from './work-gate.service.js';

/** A gate whose engine and mode the test decides. */
function openGate() {
  const sandboxListeners: GateListener[] = [];
  const modeListeners: (() => void)[] = [];
  const sandbox = { isOpen: false, onChange: (tell: GateListener) => sandboxListeners.push(tell) };
  const modes: { mode: PlatformMode | null; onChange: (tell: () => void) => void } = {
    mode: null,
    onChange: (tell) => modeListeners.push(tell),
  };
  const gate = new WorkGate(sandbox as unknown as SandboxGate, modes as unknown as ModeWatch);
  const changes: boolean[] = [];
  gate.onChange((isOpen) => changes.push(isOpen));
  return {
    gate,
    changes,
    prove(isOpen: boolean) {
      sandbox.isOpen = isOpen;
      for (const tell of sandboxListeners) tell(isOpen);
    },
    set(mode: PlatformMode) {
      modes.mode = mode;
      for (const tell of modeListeners) tell();
    },
  };
}

describe('the gate for work', () => {
  it('opens once the engine is proven and the mode is known', () => {
    const { gate, changes, prove, set } = openGate();

    prove(true);
    const before = gate.isOpen;
    set('normal');

    expect([before, gate.isOpen, changes]).toEqual([false, true, [true]]);
  });

  it('closes while the platform drains, and opens again after', () => {
    const { changes, prove, set } = openGate();
    prove(true);
    set('normal');

    set('draining');
    set('normal');

    expect(changes).toEqual([true, false, true]);
  });

  it('lets what waits be judged during maintenance, and nothing aside', () => {
    const { gate, prove, set } = openGate();
    prove(true);
    set('normal');
    const before = gate.isOpenAside;

    set('maintenance');

    expect([before, gate.isOpen, gate.isOpenAside]).toEqual([true, true, false]);
  });

  it('stays closed in every mode while the engine is not proven', () => {
    const { gate, changes, set } = openGate();

    for (const mode of ['normal', 'maintenance', 'draining'] as const) set(mode);

    expect([gate.isOpen, changes]).toEqual([false, []]);
  });
});
