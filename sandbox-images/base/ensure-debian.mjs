// Makes sure that the engine has the Debian all images stand on: present, else pulled when a registry answers within
// seconds, else made once with debootstrap and imported. A program of its own, without dependencies, because the
// bootstrap runs it while `npm ci` is still at work.
//   node ensure-debian.mjs <docker socket> <scratch folder>
// Prints what it does line by line, and last `tag <name:tag>`.
import { spawn } from 'node:child_process';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';

const PULLED = 'debian:trixie-slim';
const IMPORTED = 'touchstone/debian:trixie';
/** A registry that has not begun to answer by then is taken for unreachable; one that has may be slow. */
const REGISTRY_ANSWER_MS = 5_000;
const PULL_MS = 180_000;

const [socketPath, scratch] = process.argv.slice(2);

try {
  console.log(`tag ${await ensureDebian()}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function ensureDebian() {
  for (const tag of [IMPORTED, PULLED]) if (await isPresent(tag)) return tag;
  console.log(`pulling ${PULLED}`);
  if (await pull()) return PULLED;
  console.log('no registry answers, making Debian with debootstrap');
  const archive = join(scratch, 'debian-trixie.tar');
  if (!existsSync(archive)) await makeDebian(archive);
  await importArchive(archive);
  await rm(archive, { force: true });
  return IMPORTED;
}

async function isPresent(tag) {
  const { status } = await callEngine('GET', `/images/${tag}/json`);
  return status === 200;
}

/** False when no registry answered in time or the pull broke off. */
async function pull() {
  const giveUp = new AbortController();
  let timer = setTimeout(() => giveUp.abort(), REGISTRY_ANSWER_MS);
  const onData = () => {
    clearTimeout(timer);
    timer = setTimeout(() => giveUp.abort(), PULL_MS);
  };
  try {
    const [image, tag] = PULLED.split(':');
    await callEngine('POST', `/images/create?fromImage=${image}&tag=${tag}`, {
      signal: giveUp.signal,
      onData,
    });
    return await isPresent(PULLED);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

async function makeDebian(archive) {
  await mkdir(scratch, { recursive: true });
  const script = join(import.meta.dirname, 'make-debian.sh');
  const child = spawn('sh', [script, archive], { stdio: ['ignore', 'pipe', 'pipe'] });
  const tail = [];
  const remember = (line) => tail.splice(0, Math.max(0, tail.push(line) - 5));
  createInterface({ input: child.stdout }).on('line', (line) => {
    remember(line);
    console.log(line);
  });
  createInterface({ input: child.stderr }).on('line', remember);
  const exitCode = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (exitCode !== 0) {
    throw new Error(`${PULLED} can neither be pulled nor made with debootstrap: ${tail.join(' | ')}`);
  }
}

async function importArchive(archive) {
  console.log('importing Debian');
  const [repo, tag] = IMPORTED.split(':');
  const label = encodeURIComponent('LABEL touchstone.managed=true');
  const path = `/images/create?fromSrc=-&repo=${repo}&tag=${tag}&changes=${label}`;
  const { status, text } = await callEngine('POST', path, { body: createReadStream(archive) });
  if (status !== 200 || !(await isPresent(IMPORTED)))
    throw new Error(`the engine did not import Debian: ${text.slice(-300)}`);
}

function callEngine(method, path, { signal, onData, body } = {}) {
  return new Promise((resolve, reject) => {
    const headers = body ? { 'content-type': 'application/x-tar' } : {};
    const call = request({ socketPath, method, path, headers, signal }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text = (text + chunk).slice(-4096);
        onData?.();
      });
      response.on('end', () => resolve({ status: response.statusCode, text })).on('error', reject);
    });
    call.on('error', (error) =>
      reject(new Error(`the Docker engine at ${socketPath} does not answer: ${error.message}`)),
    );
    if (body) pipeline(body, call).catch(reject);
    else call.end();
  });
}
