const { stdout } = process;

/** Prints each step while it runs and how long it took; on a terminal the running ones are redrawn in place. */
export class Steps {
  #running = new Map();
  #drawn = 0;
  #timer = null;

  /**
   * Runs a step under its title.
   * @template T
   * @param {string} title
   * @param {(tell: (detail: string) => void) => Promise<T>} work `tell` shows what the step is doing
   * @returns {Promise<T>}
   */
  async run(title, work) {
    const step = { title, detail: '', startedAt: performance.now() };
    this.#begin(step);
    try {
      const result = await work((detail) => {
        step.detail = detail;
      });
      this.#end(step, '✔');
      return result;
    } catch (error) {
      this.#end(step, '✘');
      throw error;
    }
  }

  /** A line of its own between the steps. @param {string} line */
  say(line) {
    this.#erase();
    stdout.write(`${line}\n`);
    this.#draw();
  }

  #begin(step) {
    this.#running.set(step, step);
    if (!stdout.isTTY) stdout.write(`· ${step.title} …\n`);
    this.#timer ??= setInterval(() => this.#show(), stdout.isTTY ? 120 : 10_000).unref();
    if (stdout.isTTY) this.#show();
  }

  #end(step, mark) {
    this.#running.delete(step);
    if (this.#running.size === 0 && this.#timer) {
      clearInterval(this.#timer);
      this.#timer = null;
    }
    this.say(`${mark} ${step.title}  ${seconds(step)}`);
  }

  /** On a terminal in place; in a log, now and then as lines of their own. */
  #show() {
    this.#erase();
    if (stdout.isTTY) return this.#draw();
    for (const step of this.#running.values()) stdout.write(`  ${describe(step).slice(0, 160)}\n`);
  }

  #erase() {
    if (this.#drawn > 0) stdout.write(`\x1b[${this.#drawn}A\x1b[J`);
    this.#drawn = 0;
  }

  #draw() {
    if (!stdout.isTTY) return;
    for (const step of this.#running.values()) {
      stdout.write(`· ${describe(step).slice(0, Math.max(20, stdout.columns - 3))}\n`);
      this.#drawn += 1;
    }
  }
}

function describe(step) {
  return `${step.title}  ${seconds(step)}${step.detail ? `: ${step.detail}` : ''}`;
}

function seconds(step) {
  return `${((performance.now() - step.startedAt) / 1000).toFixed(1)} s`;
}
