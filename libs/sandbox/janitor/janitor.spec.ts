import { describe, expect, it } from '@jest/globals';
import { findOrphans, OLDEST_POD_SECONDS } from './find-orphans.js';
import { findOwnerState, makeOwner } from './owner.js';

const NOW = 1_000_000;
const aContainer = (owner: string, ageSeconds = 10) => ({
  Id: `${owner}-${ageSeconds}`,
  Created: NOW - ageSeconds,
  Labels: { 'touchstone.owner': owner },
});

describe('findOwnerState', () => {
  it('knows that this process lives', () => {
    expect(findOwnerState(makeOwner())).toBe('alive');
  });

  it('knows an ended process from one that got its pid', () => {
    const [host, boot, pid, start] = makeOwner().split('-');

    expect(findOwnerState([host, boot, pid, Number(start) - 1, 'aa'].join('-'))).toBe('dead');
    expect(findOwnerState([host, boot, 4_000_000, start, 'aa'].join('-'))).toBe('dead');
    expect(findOwnerState([host, 'otherboot', pid, start, 'aa'].join('-'))).toBe('dead');
  });

  it('does not judge owners of other hosts', () => {
    expect(findOwnerState('elsewhere-boot-1-1-aa')).toBe('unknown');
    expect(findOwnerState('')).toBe('unknown');
  });
});

describe('findOrphans', () => {
  const stateOf = (owner: string) => owner as 'alive' | 'dead' | 'unknown';

  it('takes the pods of the dead at once and leaves those of the living', () => {
    const containers = [aContainer('dead'), aContainer('alive'), aContainer('unknown')];

    expect(findOrphans(containers, NOW, null, stateOf)).toEqual([containers[0]]);
  });

  it('takes what is older than any run where nothing is known of its owner', () => {
    const [alive, unknown] = ['alive', 'unknown'].map((owner) => aContainer(owner, OLDEST_POD_SECONDS + 1));

    expect(findOrphans([alive!, unknown!], NOW, null, stateOf)).toEqual([unknown]);
  });

  it.each(['touchstone.pod', 'touchstone.pause'])(
    'takes ours with a %s exactly when we do not need it',
    (label) => {
      const aLabelled = (id: string) => ({
        ...aContainer('alive'),
        Labels: { 'touchstone.owner': 'alive', [label]: id },
      });
      const [needed, left] = [aLabelled('ab12'), aLabelled('cd34')];
      const own = { owner: 'alive', isNeeded: (id: string) => id === 'ab12' };

      expect(findOrphans([needed, left], NOW, own, stateOf)).toEqual([left]);
    },
  );
});
