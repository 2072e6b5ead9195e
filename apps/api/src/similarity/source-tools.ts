/** All that comparing programs takes, among it the parsers of every language: loaded when somebody first compares. */
export { compareSources, compareTwo } from './compare-sources.js';
export { tokenizeSource } from './tokenize-source.js';
