import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stateFolder } from '../up/state-folder.js';

/** Where distributions put it. */
const LIBRARY = [
  '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1',
  '/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1',
  '/usr/lib64/faketime/libfaketime.so.1',
].find((path) => existsSync(path));

/** The wall clock of one program, which can be set wrong while it runs; the clock that only ever counts is left alone. */
export class OwnClock {
  private readonly file: string;

  /** @param name of the program */
  constructor(name: string) {
    this.file = join(stateFolder, `${name}.clock`);
    this.shift(0);
  }

  /** Whether one can be given to a program here: it takes libfaketime. */
  static get isPossible(): boolean {
    return LIBRARY !== undefined;
  }

  get env(): Readonly<Record<string, string>> {
    if (LIBRARY === undefined) return {};
    return {
      LD_PRELOAD: LIBRARY,
      FAKETIME_TIMESTAMP_FILE: this.file,
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
  }

  /** Within a second the program's clock is off by so much. */
  shift(seconds: number): void {
    writeFileSync(this.file, `${seconds < 0 ? '-' : '+'}${Math.abs(seconds)}`);
  }
}
