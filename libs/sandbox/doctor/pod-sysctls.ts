import { pauseSpec } from '../spec/pause-spec.js';

const ANY_PAUSE = { pauseId: '', owner: '' };

/** What the pause asks of the kernel for its pod, as the doctor must find it there. */
export const POD_SYSCTLS: Readonly<Record<string, string>> =
  pauseSpec(ANY_PAUSE, '').HostConfig?.Sysctls ?? {};
