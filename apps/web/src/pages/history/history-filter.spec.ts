import { describe, expect, it } from '@jest/globals';
import { isNarrowed, readFilter, toQuery, writeFilter } from './history-filter.js';

const filterOf = (search: string) => readFilter(new URLSearchParams(search));

describe('the filter of the history', () => {
  it('comes back from the address as it went in, without what narrows nothing', () => {
    const search = 'exercise=echo-service&outcome=accepted&from=2026-03-01';

    expect(writeFilter(filterOf(search)).toString()).toBe(search);
    expect(writeFilter(filterOf('runtime=')).toString()).toBe('');
  });

  it('asks the API for whole days of this browser, the last one included', () => {
    const query = toQuery(filterOf('from=2026-03-01&to=2026-03-31'), null, 20);

    expect(query.get('from')).toBe(new Date(2026, 2, 1).toISOString());
    expect(query.get('to')).toBe(new Date(2026, 3, 1).toISOString());
    expect(query.get('limit')).toBe('20');
    expect(query.has('cursor')).toBe(false);
  });

  it('asks for nothing by a day that is none', () => {
    const query = toQuery(filterOf('from=yesterday&mode=public'), 'next', 20);

    expect(Object.fromEntries(query)).toEqual({ mode: 'public', cursor: 'next', limit: '20' });
  });

  it('knows whether it narrows anything', () => {
    expect(isNarrowed(filterOf(''))).toBe(false);
    expect(isNarrowed(filterOf('mode=public'))).toBe(true);
  });
});
