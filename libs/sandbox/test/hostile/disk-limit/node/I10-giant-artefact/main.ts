import { writeFileSync } from 'node:fs';

// An enum has no JavaScript to strip down to: the file is compiled, and what it makes of itself is large.
enum Size {
  Block = 1 << 20,
  Blocks = 64,
}

for (let n = 0; n < Size.Blocks; n += 1) {
  writeFileSync('/work/artefact.bin', Buffer.alloc(Size.Block), { flag: 'a' });
}
