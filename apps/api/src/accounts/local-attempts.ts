interface Window {
  attempts: number;
  readonly endsAtMs: number;
}

/** Some 150 bytes each. */
const MOST_WINDOWS = 50_000;

/** Attempts as this process has seen them, for while Redis is away. */
export class LocalAttempts {
  private readonly windows = new Map<string, Window>();

  constructor(private readonly now: () => number = Date.now) {}

  /** Counts one more, from 1 on, within a window that begins with the first. */
  increment(key: string, windowSeconds: number): { attempts: number; secondsLeft: number } {
    const nowMs = this.now();
    const window = this.find(key, nowMs) ?? this.begin(key, nowMs + windowSeconds * 1000);
    window.attempts += 1;
    return { attempts: window.attempts, secondsLeft: Math.ceil((window.endsAtMs - nowMs) / 1000) };
  }

  forget(key: string): void {
    this.windows.delete(key);
  }

  private find(key: string, nowMs: number): Window | null {
    const window = this.windows.get(key);
    return window !== undefined && nowMs < window.endsAtMs ? window : null;
  }

  /** When there are too many, the one that began first is forgotten. */
  private begin(key: string, endsAtMs: number): Window {
    const window = { attempts: 0, endsAtMs };
    this.windows.delete(key);
    if (this.windows.size >= MOST_WINDOWS) this.windows.delete(this.windows.keys().next().value!);
    this.windows.set(key, window);
    return window;
  }
}
