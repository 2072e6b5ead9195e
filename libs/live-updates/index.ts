/**
 * live-updates: progress of submissions and proofs over Redis: a stream to replay from and a call to look again; and such calls for
 * boards. It forgets after
 * an hour or when Redis is wiped, and nothing is lost that matters. It must never know what the events mean or decide
 * whether anything is judged or proven.
 */
export { LiveUpdatesModule } from './live-updates.module.js';
export { LiveUpdates, type LiveUpdate, type LiveUpdatesSettings } from './live-updates.js';
export type { FeedUpdate } from './feed.js';
export { Telling } from './telling.js';
