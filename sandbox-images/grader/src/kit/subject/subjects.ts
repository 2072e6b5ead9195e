import { subjectInstance, type SubjectInstance } from './subject-instance.js';

/** The learner's program: its first instance. */
export const subject: SubjectInstance = subjectInstance(0);

const instances: SubjectInstance[] = [subject];

/** All instances, `subjects[0]` being `subject`. Filled before the suite is read. */
export const subjects: readonly SubjectInstance[] = instances;

export function setInstanceCount(count: number): void {
  instances.splice(1, instances.length);
  for (let index = 1; index < count; index += 1) instances.push(subjectInstance(index));
}
