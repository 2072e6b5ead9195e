// A judge of the kind that loses: hidden tests beside the learner's code, in its process, as root. For the corpus's own tests only.
// CANARY_SUITE
import assert from 'node:assert';
import { equal, report, test } from './report.mjs';

const { Counter, double, seal } = await import('/work/main.mjs');
const HELLO = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';

await test('doubles a number', async () => assert.equal(await double(21), 42));
await test('doubles another', async () => equal(await double(-4), -8));
await test('counts', async () => {
  const counter = new Counter();
  await counter.add(3);
  equal(await counter.add(2), 5);
});
await test('seals a text CANARY_TITLE', async () => equal(await seal('hello'), HELLO));
report();
