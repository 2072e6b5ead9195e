import { describe, expect, it } from '@jest/globals';
import { EPHEMERAL_PORTS, openFilesOf } from './port-budget.js';

const range = EPHEMERAL_PORTS.last - EPHEMERAL_PORTS.first + 1;

describe('the port budget', () => {
  it.each([
    [13, 1, 256],
    [64, 1, 256],
    [64, 3, 256],
    [256, 2, 96],
    [512, 1, 96],
  ])('gives each of %i processes in %i instances %i files (G08)', (processes, instances, files) => {
    expect(openFilesOf(processes, instances)).toBe(files);
    expect(files * processes * instances).toBeLessThan(range);
  });

  it('keeps every port of ours out of the ephemeral range (G03, G09, G10)', () => {
    for (const port of [5432, 6379, 8080, 8082, 9000, 9099]) expect(port).toBeLessThan(EPHEMERAL_PORTS.first);
  });
});
