export function checkDiskSpace(folders: readonly string[], neededGib: number): void;
export function checkPort(root: string, setting: string | undefined, command?: string): Promise<void>;
export function describeShortage(folder: string, freeGib: number, neededGib: number): string | null;
export function describeBusyPort(
  port: number,
  owner: { pid: number; command: string } | null,
  command: string,
): string;
export function listeningInodes(table: string, port: number): string[];
export function checkNotRunning(root: string): void;
