import type { CompanyFigures } from './measure-company.js';
import type { StartFigures } from './platform-lane.js';

export function renderStart({ apiMs, podMs }: StartFigures): string {
  return `
## Start

API and worker begin at the same moment, with PostgreSQL and Redis up and every table there. The worker proves its engine first. Medians of three starts.

| | |
|---|--:|
| the API is ready after | ${apiMs.toFixed(0)} ms |
| the first pod made ahead is ready after | ${podMs.toFixed(0)} ms |
`;
}

export function renderCompany(figures: CompanyFigures): string {
  const { aloneMs, ordinaryMs, hugeMs, slowMs, fullMs, floodMs } = figures;
  return `
## Beside others: median latency of a small submission

| meanwhile | latency | |
|---|--:|--:|
| nothing | ${aloneMs.toFixed(0)} ms | |
| somebody sends the same, one after the other | ${ordinaryMs.toFixed(0)} ms | ${(ordinaryMs / aloneMs).toFixed(2)}× of alone |
| somebody sends as much as a submission may hold, one after the other | ${hugeMs.toFixed(0)} ms | ${(hugeMs / ordinaryMs).toFixed(2)}× of beside small ones |
| 400 clients send a byte every second | ${slowMs.toFixed(0)} ms | ${(slowMs / aloneMs).toFixed(2)}× of alone |
| as many as there are slots send the same, one after the other | ${fullMs.toFixed(0)} ms | ${(fullMs / aloneMs).toFixed(2)}× of alone |
| one other has sent 500 at once, which wait | ${floodMs.toFixed(0)} ms | ${(floodMs / fullMs).toFixed(2)}× of beside as many senders as slots |
`;
}
