/**
 * config: every setting of the platform in one table, read from the environment once, checked as a whole, with
 * secrets that cannot print. The only reader of process.env. It must never know who uses a setting or how.
 */
export { ConfigError, loadConfig, type Config } from './load-config.js';
export { openSecretFiles } from './open-secret-files.js';
export type { Environment } from './setting.js';
export { Secret } from './secret.js';
