import { Injectable } from '@nestjs/common';
import { SandboxGate, type GateListener } from '../self-check/sandbox-gate.service.js';
import { ModeWatch } from './mode-watch.service.js';

/** Open while this worker may take work: its engine is proven, and the operator does not drain the platform. */
@Injectable()
export class WorkGate {
  private readonly listeners: GateListener[] = [];
  private wasOpen = false;

  constructor(
    private readonly sandbox: SandboxGate,
    private readonly modes: ModeWatch,
  ) {
    sandbox.onChange(() => this.tell());
    modes.onChange(() => this.tell());
  }

  get isOpen(): boolean {
    return this.sandbox.isOpen && this.modes.mode !== null && this.modes.mode !== 'draining';
  }

  /** Work that can wait for better times: only while nothing special is going on. */
  get isOpenAside(): boolean {
    return this.isOpen && this.modes.mode === 'normal';
  }

  /** Tells of every change from now on, and at once when it is open already. */
  onChange(listener: GateListener): void {
    this.listeners.push(listener);
    if (this.isOpen) listener(true);
  }

  private tell(): void {
    const { isOpen } = this;
    if (isOpen === this.wasOpen) return;
    this.wasOpen = isOpen;
    for (const listener of this.listeners) listener(isOpen);
  }
}
