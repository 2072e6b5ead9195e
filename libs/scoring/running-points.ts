import type { LiveEvent } from '#contracts';
import { earnPoints, type GroupWeight } from './score-tests.js';

interface RunningGroup {
  readonly weight: GroupWeight;
  readonly total: number;
  passed: number;
}

/**
 * Tells the watchers of one attempt what each group is worth and what it has earned so far, by the same arithmetic as the
 * score. A group that earns all or nothing earns nothing until its last test has passed.
 */
export class RunningPoints {
  private groups = new Map<string, RunningGroup>();

  constructor(private readonly weights: readonly GroupWeight[]) {}

  /** The event with its points; events that have none, and groups that are worth none, pass as they are. */
  addTo(event: LiveEvent): LiveEvent {
    switch (event.type) {
      case 'plan':
        return this.addToPlan(event);
      case 'test':
        return this.addToTest(event);
      default:
        return event;
    }
  }

  private addToPlan(plan: Extract<LiveEvent, { type: 'plan' }>): LiveEvent {
    const groups = (plan.groups ?? []).map((group) => {
      const weight = this.weights.find(({ name }) => name === group.name);
      if (weight === undefined) return group;
      this.groups.set(group.name, { weight, total: group.total, passed: 0 });
      return { ...group, points: weight.points, allOrNothing: weight.allOrNothing };
    });
    return { ...plan, groups };
  }

  private addToTest(test: Extract<LiveEvent, { type: 'test' }>): LiveEvent {
    const group = this.groups.get(test.group);
    if (group === undefined) return test;
    if (test.status === 'passed') group.passed += 1;
    return { ...test, earned: earnPoints(group.weight, group.passed, group.total) };
  }
}
