import { request } from 'node:http';

export const socketPath = process.env.TOUCHSTONE_DOCKER_SOCKET ?? '/var/run/docker.sock';

/**
 * Asks the Docker engine.
 * @param {string} method @param {string} path
 * @returns {Promise<{ status: number, body: any }>} body is null when it is not JSON
 */
export function askEngine(method, path, timeoutMs = 60_000) {
  return new Promise((resolve, reject) => {
    const call = request({ socketPath, method, path, timeout: timeoutMs }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => (text += chunk));
      response
        .on('end', () => resolve({ status: response.statusCode, body: parseJson(text) }))
        .on('error', reject);
    });
    call.on('timeout', () => call.destroy(new Error('the Docker engine does not answer')));
    call.on('error', reject).end();
  });
}

/** @returns {Promise<'ready' | 'absent' | 'not-allowed'>} */
export async function probeEngine() {
  try {
    const { status } = await askEngine('GET', '/_ping', 5_000);
    return status === 200 ? 'ready' : 'absent';
  } catch (error) {
    return error.code === 'EACCES' || error.code === 'EPERM' ? 'not-allowed' : 'absent';
  }
}

function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
