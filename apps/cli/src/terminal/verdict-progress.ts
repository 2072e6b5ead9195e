import type { LiveEvent } from '#contracts';
import { renderTest } from './render-verdict.js';
import type { Terminal } from './terminal.js';

type Seen = LiveEvent | { readonly type: 'reconnecting'; readonly reason: string };

/** Shows a run while it happens: each test as it ends, and below them where the run is now. */
export class VerdictProgress {
  private total: number | null = null;
  /** What the run is worth; 0 when it is not scored. */
  private points = 0;
  private readonly earned = new Map<string, number>();
  private passed = 0;
  private failed = 0;
  private lastSaid = '';

  constructor(private readonly terminal: Terminal) {}

  take(event: Seen): void {
    switch (event.type) {
      case 'queue-position':
        this.say(event.position === 0 ? 'queued, next in line' : `queued, ${event.position} before you`);
        return;
      case 'status':
        if (event.status !== 'judged') this.say(event.status);
        return;
      case 'plan':
        this.total = event.total;
        this.points = (event.groups ?? []).reduce((sum, group) => sum + (group.points ?? 0), 0);
        this.earned.clear();
        this.passed = 0;
        this.failed = 0;
        return;
      case 'test':
        this.takeTest(event);
        return;
      case 'retrying':
        this.terminal.print(
          this.terminal.style.yellow(`our fault, trying again (attempt ${event.attempt}): ${event.reason}`),
        );
        return;
      case 'reconnecting':
        this.terminal.show(`connection lost, trying again: ${event.reason}`);
        return;
      case 'judged':
        this.terminal.show('');
    }
  }

  private takeTest(event: Extract<LiveEvent, { type: 'test' }>): void {
    if (event.status === 'passed') this.passed += 1;
    else this.failed += 1;
    this.terminal.print(renderTest(event, this.terminal.style));
    if (event.earned !== undefined) this.earned.set(event.group, event.earned);
    const of = this.total === null ? '' : ` of ${this.total}`;
    this.terminal.show(
      `testing: ${this.passed + this.failed}${of} done, ${this.failed} failed${this.tellPoints()}`,
    );
  }

  private tellPoints(): string {
    if (this.points === 0) return '';
    const earned = [...this.earned.values()].reduce((sum, points) => sum + points, 0);
    return `, ${Math.floor(earned * 10) / 10} of ${this.points} points`;
  }

  /** On a terminal the live line moves; a log gets a line when something new is said. */
  private say(text: string): void {
    this.terminal.show(`${text} …`);
    if (!this.terminal.live && text !== this.lastSaid) this.terminal.print(text);
    this.lastSaid = text;
  }
}
