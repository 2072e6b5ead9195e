// What `npm start`, `npm test`, `npm run dev` and `npm run reset` run. Written so that any Node.js since 14 can read it:
// an old one must be told so in a sentence, not in a syntax error. No dependency: none is installed yet.
var NEEDED = [20, 19];
var version = process.versions.node.split('.').map(Number);

if (version[0] < NEEDED[0] || (version[0] === NEEDED[0] && version[1] < NEEDED[1])) {
  console.error(
    'Touchstone needs Node.js ' +
      NEEDED.join('.') +
      ' or newer; this is ' +
      process.version +
      '. Install a current one (https://nodejs.org, nvm, or your distribution) and run the same command again.',
  );
  process.exit(1);
}

import('./bootstrap.mjs').then(function (bootstrap) {
  return bootstrap.run(process.argv[2]);
});
