import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import express from 'express';

interface Job {
  id: string;
  state: 'waiting' | 'running' | 'done';
  outcome: string | null;
  exitCode: number | null;
  signal: string | null;
}

const jobs = new Map<string, Job>();

const app = express();
app.use(express.json());

app.post('/jobs', (request, response) => {
  const [program, ...args] = request.body.command;
  const job: Job = { id: randomUUID(), state: 'running', outcome: null, exitCode: null, signal: null };
  jobs.set(job.id, job);

  const child = spawn(program, args);
  child.on('error', (error) => console.error(error.message));
  child.on('exit', (code) => {
    job.state = 'done';
    job.outcome = 'ended';
    job.exitCode = code;
  });
  response.status(201).json(job);
});

// Nobody can ask how a job is, or cancel it.

app.listen(Number(process.env.PORT), '127.0.0.1');
