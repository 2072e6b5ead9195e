import type * as jsonSchema from '@cfworker/json-schema';
import type amqplib from 'amqplib';
import type ioredis from 'ioredis';
import type http2 from 'node:http2';
import { createRequire } from 'node:module';
import type pg from 'pg';
import type protobuf from 'protobufjs';
import type supertest from 'supertest';
import type ws from 'ws';
import type yaml from 'yaml';

const require = createRequire(import.meta.url);

/** Large libraries that few suites need: most graders never load them. */
export const libraries = {
  get amqplib() {
    return require('amqplib') as typeof amqplib;
  },
  /** Node's own, but it brings TLS: a tenth of a grader's boot. */
  get http2() {
    return require('node:http2') as typeof http2;
  },
  get ioredis() {
    return require('ioredis') as typeof ioredis;
  },
  get jsonSchema() {
    return require('@cfworker/json-schema') as typeof jsonSchema;
  },
  get pg() {
    return require('pg') as typeof pg;
  },
  get protobuf() {
    return require('protobufjs') as typeof protobuf;
  },
  get supertest() {
    return require('supertest') as typeof supertest;
  },
  get ws() {
    return require('ws') as typeof ws;
  },
  get yaml() {
    return require('yaml') as typeof yaml;
  },
};

const NEEDED_BY: Readonly<Record<string, keyof typeof libraries>> = {
  artifact: 'yaml',
  postgres: 'pg',
  rabbitmq: 'amqplib',
  redis: 'ioredis',
};

/** Loads ahead what a pod with these services, or for artifacts, will use, so that no test pays for it. */
export function preloadLibraries(needs: readonly string[]): void {
  for (const need of needs) {
    const name = NEEDED_BY[need];
    if (name) void libraries[name];
  }
}
