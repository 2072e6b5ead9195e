export function planEngine(host: {
  readonly state: 'absent' | 'not-allowed';
  readonly platform: string;
  readonly isRoot: boolean;
  readonly hasApt: boolean;
  readonly hasDockerd: boolean;
  readonly socketPath: string;
}): { readonly failure?: string; readonly install?: boolean };
