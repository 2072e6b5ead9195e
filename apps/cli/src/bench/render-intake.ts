import type { IntakeFigures } from './measure-intake.js';

export function renderIntake({ perSecond, apiCpuMs, halfLoad }: IntakeFigures): string {
  return `
## Intake

Submissions of \`todo-rest-api\` to one API process, each acknowledged when its row and files are committed and its job is
queued; nobody judges them. PostgreSQL, Redis and the sender share the machine. *At half load* submissions arrive evenly, and
time counts from when each was due.

| | |
|---|--:|
| acknowledged per second, everybody sending the next at once | ${perSecond.toFixed(0)} |
| processor time of the API per submission | ${apiCpuMs.toFixed(2)} ms |
| at half load, ${halfLoad.perSecond.toFixed(0)} per second: median | ${halfLoad.p50Ms.toFixed(1)} ms |
| p99 | ${halfLoad.p99Ms.toFixed(1)} ms |
`;
}
