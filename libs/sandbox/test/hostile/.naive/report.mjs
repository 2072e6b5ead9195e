const results = [];

export async function test(title, run) {
  const startedAt = Date.now();
  try {
    await run();
    results.push({ title, passed: true });
    console.log(`ok ${title}, took ${Date.now() - startedAt} ms`);
  } catch (error) {
    results.push({ title, passed: false });
    console.log(`not ok ${title}: ${error.message}`);
  }
}

export function report() {
  process.exit(results.every((result) => result.passed) ? 0 : 1);
}

/** As Jest's comparison does: a value that says it is a matcher is asked. */
export function equal(got, wanted) {
  const same = typeof got?.asymmetricMatch === 'function' ? got.asymmetricMatch(wanted) : Object.is(got, wanted);
  if (!same) throw new Error(`${String(got)} is not ${wanted}`);
}
