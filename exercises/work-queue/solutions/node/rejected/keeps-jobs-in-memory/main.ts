import { randomUUID } from "node:crypto";
import express from "express";

const jobs = new Map();
const waiting: string[] = [];
const keys = new Map<string, string>();
const app = express();
app.use(express.json());

app.get("/healthz", (request, response) => {
  response.json({ status: "ok" });
});

const isInteger = (value: unknown, min: number, max: number) =>
  Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
const isText = (value: unknown, min: number, max: number) =>
  typeof value === "string" && value.length >= min && value.length <= max;

function show(job: any) {
  const {
    id,
    to,
    subject,
    state,
    attempts,
    maxAttempts,
    nextTryAt,
    lastError,
  } = job;
  return {
    id,
    to,
    subject,
    state,
    attempts,
    maxAttempts,
    nextTryAt,
    lastError,
  };
}

function putIn(job: any, waitMs: number) {
  job.state = "waiting";
  job.nextTryAt = new Date(Date.now() + waitMs).toISOString();
  setTimeout(() => {
    waiting.push(job.id);
    takeNext();
  }, waitMs);
}

app.post("/jobs", (request, response) => {
  const body = { maxAttempts: 5, backoffMs: 1000, delayMs: 0, ...request.body };
  const sound =
    isText(body.to, 3, 200) &&
    body.to.includes("@") &&
    isText(body.subject, 1, 200) &&
    isText(body.text, 0, 10_000) &&
    isInteger(body.maxAttempts, 1, 10) &&
    isInteger(body.backoffMs, 50, 60_000) &&
    isInteger(body.delayMs, 0, 86_400_000);
  if (!sound)
    return void response.status(400).json({ error: "this is no mail" });
  const key = request.get("idempotency-key");
  const known = key === undefined ? undefined : jobs.get(keys.get(key));
  if (known) {
    if (known.to !== body.to)
      return void response.status(409).json({ error: "another mail" });
    return void response.status(200).json(show(known));
  }
  const job = { ...body, id: randomUUID(), attempts: 0, lastError: null };
  if (key !== undefined) keys.set(key, job.id);
  jobs.set(job.id, job);
  putIn(job, job.delayMs);
  response.status(202).location(`/jobs/${job.id}`).json(show(job));
});

app.get("/jobs/:id", (request, response) => {
  const job = jobs.get(request.params.id);
  if (job) response.json(show(job));
  else response.status(404).json({ error: "no such job" });
});

const dead: string[] = [];

app.get("/dead", (request, response) => {
  response.json({ jobs: dead.map((id) => show(jobs.get(id))) });
});

app.post("/dead/:id/retry", (request, response) => {
  const place = dead.indexOf(request.params.id);
  if (place < 0)
    return void response.status(404).json({ error: "no such dead job" });
  const [id] = dead.splice(place, 1);
  const job = jobs.get(id);
  job.attempts = 0;
  job.lastError = null;
  putIn(job, 0);
  response.status(202).json(show(job));
});

app.use((error: any, request: any, response: any, next: any) => {
  response.status(error.status ?? 500).json({ error: error.message });
});

let inHand = 0;
let stopping = false;

function takeNext() {
  while (!stopping && inHand < 4 && waiting.length > 0) {
    inHand += 1;
    attempt(jobs.get(waiting.shift())).finally(() => {
      inHand -= 1;
      takeNext();
      if (stopping && inHand === 0) process.exit(0);
    });
  }
}

async function attempt(job: any) {
  job.state = "running";
  job.nextTryAt = null;
  job.attempts += 1;
  const { to, subject, text } = job;
  let retryAfterMs = 0;
  try {
    const answer = await fetch(`${process.env.UPSTREAM_MAIL_URL}/messages`, {
      method: "POST",
      redirect: "manual",
      headers: {
        "content-type": "application/json",
        "idempotency-key": job.id,
      },
      body: JSON.stringify({ to, subject, text }),
      signal: AbortSignal.timeout(2000),
    });
    await answer.text();
    if (answer.ok) {
      job.state = "done";
      return;
    }
    job.lastError = `status ${answer.status}`;
    if (answer.status === 429)
      retryAfterMs = 1000 * Number(answer.headers.get("retry-after") ?? 0);
    else if (answer.status >= 400 && answer.status < 500) job.state = "dead";
  } catch (error) {
    job.lastError =
      (error as Error).name === "TimeoutError" ? "timeout" : "connection";
  }
  if (job.state === "dead" || job.attempts >= job.maxAttempts) {
    job.state = "dead";
    dead.push(job.id);
    return;
  }
  putIn(job, Math.max(job.backoffMs * 2 ** (job.attempts - 1), retryAfterMs));
}

process.on("SIGTERM", () => {
  stopping = true;
  if (inHand === 0) process.exit(0);
});
app.listen(Number(process.env.PORT), "127.0.0.1");
