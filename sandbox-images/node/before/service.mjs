// Imported while there are no files yet, so that no service waits for it: whatever of Node's own an ES module imports, all that it exports
// is read for the first time, and to read what `node:http` exports takes the whole of undici.
import 'node:crypto';
import 'node:events';
import 'node:fs/promises';
import 'node:http';
import 'node:timers/promises';
import 'node:url';
import 'node:util';
