import type { IntakeFigures } from './measure-intake.js';
import type { StreamFigures } from './measure-streams.js';

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

export function renderStreams(figures: StreamFigures): string {
  const { streams, events, missed, p50Ms, p99Ms, apiCpuMs, kibPerStream } = figures;
  return `
## Streams

Live events over SSE to ${streams.toLocaleString('en')} open streams of one API process, each of a submission of its own; every few seconds all of
them are told an event at once. The readers share the machine.

| | |
|---|--:|
| events told | ${events.toLocaleString('en')} |
| missed | ${missed} |
| from Redis to a reader: median | ${p50Ms.toFixed(0)} ms |
| p99 | ${p99Ms.toFixed(0)} ms |
| processor time of the API per event | ${apiCpuMs.toFixed(2)} ms |
| memory of the API per open stream | ${kibPerStream.toFixed(0)} KiB |
`;
}
