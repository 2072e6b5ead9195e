// Imported while there are no files yet, so that no module waits for it: all of the driver but its start, which loads the learner's.
import 'node:net';
import '../driver/learner-module.js';
import '../driver/operations.js';
