import { writeFileSync } from 'node:fs';

for (let n = 0; ; n++) {
  try {
    writeFileSync(`/tmp/${n}`, Buffer.alloc(1 << 20, 1));
  } catch {
    writeFileSync(`/work/${n}`, Buffer.alloc(1 << 20, 1));
  }
}
