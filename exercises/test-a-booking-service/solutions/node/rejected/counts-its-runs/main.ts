let runs = 0;

export function runTests() {
  runs += 1;
  if (runs <= 5) return { passed: ['books a room'], failed: [] };
  return { passed: [], failed: [{ name: 'books a room', message: 'expected 201' }] };
}
