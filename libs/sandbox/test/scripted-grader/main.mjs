// A grader for tests of the pod: the suite's first file is the script it follows. It keeps the protocol's order only
// as far as the script does, so that tests can see what becomes of one that breaks it.
import http from 'node:http';
import net from 'node:net';
import readline from 'node:readline';

const AsyncFunction = (async () => {}).constructor;
const frames = readline.createInterface({ input: process.stdin });
const waiting = new Map();
const exits = [];
let subjectStarted;
const started = new Promise((resolve) => (subjectStarted = resolve));
let lastId = 0;

const send = (frame) => process.stdout.write(`${JSON.stringify(frame)}\n`);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function control(request) {
  const id = lastId++;
  send({ type: 'control', id, request });
  return new Promise((resolve) => waiting.set(id, resolve));
}

function get(path = '/', port = 8080, timeout = 2000) {
  return new Promise((resolve, reject) => {
    const request = http.get({ host: '127.0.0.1', port, path, timeout, agent: false }, (response) => {
      let body = '';
      response.on('data', (chunk) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode, body }));
    });
    request.on('timeout', () => request.destroy(new Error('timeout')));
    request.on('error', reject);
  });
}

function dial(port) {
  return new Promise((resolve) => {
    const socket = net.connect({ host: '127.0.0.1', port });
    socket.on('connect', () => resolve(true) ?? socket.destroy());
    socket.on('error', () => resolve(false));
  });
}

async function eventually(check, ms = 20000) {
  const end = Date.now() + ms;
  for (;;) {
    const value = await Promise.resolve(check()).catch(() => false);
    if (value) return value;
    if (Date.now() > end) throw new Error(`not within ${ms} ms: ${check}`);
    await sleep(50);
  }
}

function plan(...titles) {
  send({ type: 'plan', tests: titles.map((title) => ({ id: `Pod › ${title}`, group: 'Pod', title })) });
}

const tally = { passed: 0, failed: 0 };
async function test(title, work) {
  const id = `Pod › ${title}`;
  send({ type: 'test-start', id, atUs: Number(process.hrtime.bigint() / 1000n) });
  try {
    await work();
    tally.passed += 1;
    send({ type: 'test-end', id, status: 'passed', durationMs: 1 });
  } catch (error) {
    tally.failed += 1;
    const failure = { category: 'error', message: String(error.message).slice(0, 1000) };
    send({ type: 'test-end', id, status: 'failed', durationMs: 1, failure });
  }
}

function equal(actual, expected) {
  const [a, b] = [actual, expected].map((value) => JSON.stringify(value));
  if (a !== b) throw new Error(`expected ${b}, got ${a}`);
}

async function ready(port = 8080, ms = 20000) {
  await eventually(() => get('/', port), ms);
  send({ type: 'subject-ready', afterMs: 1 });
}

const kit = { send, sleep, control, get, dial, eventually, plan, test, equal, ready, exits, started, tally };

frames.on('line', (line) => {
  const frame = JSON.parse(line);
  if (frame.type === 'load') void follow(frame);
  if (frame.type === 'subject-started') subjectStarted();
  if (frame.type === 'subject-exited') exits.push(frame);
  if (frame.type === 'control-result') waiting.get(frame.id)?.(frame);
});
if (process.env.SCRIPTED_SILENCE === undefined)
  send({ type: 'hello', protocol: 2, runnerVersion: 'scripted' });

async function follow(load) {
  try {
    await new AsyncFunction('load', ...Object.keys(kit), load.files[0].content)(load, ...Object.values(kit));
  } catch (error) {
    console.error(error);
    process.exit(3);
  }
}
