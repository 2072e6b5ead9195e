/**
 * testing: builders and fakes for tests of every other library and app. Never shipped: nothing outside a test
 * file may import it.
 */
export { aManifest, anExercise, aReport, aResult, aSeed, someLimits } from './builders.js';
export { exerciseFiles } from './exercise-files.js';
export { actAsPromised } from './proving-pods.js';
export { createTestDatabase, dropDatabase, testRedisUrl, type TestDatabase } from './test-database.js';
export { openTcpGate, type TcpGate } from './tcp-gate.js';
export { IN_PROPORTION, measureGrowth } from './growth.js';
export { until } from './until.js';
export { aPodScript, FakePodRunner, type PodScript } from './fake-pod-runner.js';
export { describePodRunner } from './pod-runner-contract.js';
export { sendRoundAgain } from './send-round-again.js';
