import { serve } from './honest.mjs';

const TEXT = '\u001b[2J\u001b]0;title\u0007\u001b]8;;http://x\u001b\\click\u202egnp.exe\u2066\u0000\ud800\udc00\ud800 \udfff\r\n\u2028\u009b31m';

serve((request, response) => {
  response.setHeader('x-text', 'plain');
  response.end(`{"double":${JSON.stringify(TEXT)},"seal":"\\ud800\\u0000\\u001b[2J"}${' '.repeat(1000)}`);
  return true;
});
