import { serve } from './honest.mjs';

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR2']) process.on(signal, () => setInterval(() => undefined, 1));
process.on('exit', () => {
  for (;;);
});
serve();
