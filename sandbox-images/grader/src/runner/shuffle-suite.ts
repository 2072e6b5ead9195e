import { randomData } from '../kit/random-data.js';
import type { DescribeBlock } from './plan-tests.js';
import type { ReadFile } from './read-suite.js';

/** Puts files, groups and the tests within them into an order that `seed` determines. */
export function shuffleSuite(files: readonly ReadFile[], seed: string): ReadFile[] {
  const random = randomData(seed, 'order of tests');
  const shuffleBlock = (block: DescribeBlock) => {
    block.children = random.shuffle(block.children);
    for (const child of block.children) if (child.type === 'describeBlock') shuffleBlock(child);
  };
  for (const { state } of files) shuffleBlock(state.rootDescribeBlock);
  return random.shuffle(files);
}
