export type Events = readonly {
  readonly introduced?: string;
  readonly fixed?: string;
  readonly lastAffected?: string;
}[];

export interface Affected {
  readonly ecosystem: string;
  readonly name: string;
  readonly versions?: readonly string[];
  readonly ranges?: readonly Events[];
}

export interface Advisory {
  readonly id: string;
  readonly withdrawn?: string;
  readonly affected: readonly Affected[];
}

/** What the files in `advisories/` say of versions. */
export const ADVISORIES: readonly Advisory[] = [
  {
    id: 'LYS-2026-0003',
    affected: [
      {
        ecosystem: 'npm',
        name: 'anchorsql',
        ranges: [
          [{ introduced: '0' }, { fixed: '7.9.3' }],
          [{ introduced: '8.0.0' }, { fixed: '8.4.1' }],
        ],
      },
    ],
  },
  {
    id: 'LYS-2026-0007',
    affected: [
      { ecosystem: 'npm', name: 'wharfside', ranges: [[{ introduced: '2.0.0' }, { fixed: '3.0.0' }]] },
      {
        ecosystem: 'npm',
        name: 'tidepath',
        ranges: [
          [{ introduced: '0' }, { fixed: '2.0.9' }],
          [{ introduced: '2.1.0-alpha.1' }, { fixed: '2.1.0' }],
        ],
      },
    ],
  },
  {
    id: 'LYS-2026-0012',
    withdrawn: '2026-04-21T10:00:00Z',
    affected: [{ ecosystem: 'npm', name: 'chartcsv', ranges: [[{ introduced: '0' }, { fixed: '2.0.0' }]] }],
  },
  {
    id: 'LYS-2026-0015',
    affected: [
      { ecosystem: 'npm', name: 'sealtoken', ranges: [[{ introduced: '1.0.0' }, { fixed: '1.8.5' }]] },
    ],
  },
  {
    id: 'LYS-2026-0019',
    affected: [
      {
        ecosystem: 'npm',
        name: 'knotmerge',
        ranges: [[{ introduced: '0' }, { fixed: '1.3.5' }, { introduced: '2.0.0' }, { fixed: '2.0.1' }]],
      },
    ],
  },
  {
    id: 'LYS-2026-0022',
    affected: [{ ecosystem: 'PyPI', name: 'pilotlog', ranges: [[{ introduced: '0' }, { fixed: '5.2.0' }]] }],
  },
  {
    id: 'LYS-2026-0024',
    affected: [
      {
        ecosystem: 'npm',
        name: 'brinetime',
        ranges: [[{ introduced: '0' }, { fixed: '3.0.12' }, { introduced: '4.0.0' }, { fixed: '4.1.2' }]],
      },
    ],
  },
  {
    id: 'LYS-2026-0028',
    affected: [
      { ecosystem: 'npm', name: 'cargobody', ranges: [[{ introduced: '1.0.0' }, { lastAffected: '1.4.6' }]] },
    ],
  },
  {
    id: 'LYS-2026-0031',
    affected: [{ ecosystem: 'npm', name: 'globfish', versions: ['2.0.4', '2.0.5', '2.0.8'] }],
  },
  {
    id: 'LYS-2026-0033',
    affected: [{ ecosystem: 'npm', name: 'tidelint-rules', ranges: [[{ introduced: '0' }]] }],
  },
  {
    id: 'LYS-2026-0036',
    affected: [
      { ecosystem: 'npm', name: 'anchorsql', ranges: [[{ introduced: '8.4.0' }, { lastAffected: '8.4.2' }]] },
    ],
  },
  {
    id: 'LYS-2026-0037',
    affected: [{ ecosystem: 'npm', name: 'hawserzip', ranges: [[{ introduced: '0' }, { fixed: '1.0.0' }]] }],
  },
  {
    id: 'LYS-2026-0040',
    affected: [{ ecosystem: 'npm', name: 'sealtoken', ranges: [[{ introduced: '0' }, { fixed: '2.0.0' }]] }],
  },
];
