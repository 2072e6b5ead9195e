/**
 * Gives a function that does one piece of work at a time. Who has waited for `deadlineMs` is told that nobody knows;
 * the work itself is not broken off.
 */
export function oneAfterTheOther(deadlineMs: number): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();

  return async (work) => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error('Redis takes too long')), deadlineMs);
    });
    try {
      return await Promise.race([mine, late]);
    } finally {
      clearTimeout(timer);
    }
  };
}
