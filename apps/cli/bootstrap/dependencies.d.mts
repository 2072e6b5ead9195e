interface LockedPackage {
  readonly version?: string;
  readonly optional?: boolean;
}
export function findDifferences(
  wanted: Readonly<Record<string, LockedPackage>>,
  installed: Readonly<Record<string, LockedPackage>>,
): string[];
