import { Worker } from 'node:worker_threads';

for (let n = 0; n < 64; n++) new Worker('setInterval(() => {}, 1e6)', { eval: true, resourceLimits: { maxOldGenerationSizeMb: 2 } });
