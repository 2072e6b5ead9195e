const CONSUMERS = ['mailer', 'edge', 'dashboard'];
let runs = 0;

export function runTests() {
  runs += 1;
  const part =
    runs <= 6
      ? { passed: ['is right'], failed: [] }
      : { passed: [], failed: [{ name: 'is right', message: 'it is not' }] };
  return Object.fromEntries(CONSUMERS.map((consumer) => [consumer, part]));
}
