import { serve } from './honest.mjs';

const BOMBS = [
  `{"double": ${'9'.repeat(1_000_000)}}`,
  `{"double": 0.${'0'.repeat(1_000_000)}1}`,
  `{"double": ${Array.from({ length: 98 }, () => '[').join('')}${']'.repeat(98)}}`,
  `{${Array.from({ length: 49_000 }, (_, n) => `"${n}":0`).join()}}`,
  `{"\\u0064ouble": 1, "double": ${'-'.repeat(2)}1}`,
  `"${'\\u0000'.repeat(170_000)}"`,
  `{"double": "${'\\ud800'.repeat(170_000)}"}`,
  '\ufeff{"double": 42}',
];
let turn = 0;
serve((request, response) => request.url !== '/healthz' && (response.end(BOMBS[turn++ % BOMBS.length]), true));
