import { execFileSync } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTcpGate, type TcpGate } from '#testing';
import type { Place } from './platform.js';

const ip = (...words: string[]) => execFileSync('ip', words, { stdio: ['ignore', 'pipe', 'pipe'] });

/**
 * A network of its own with one cable to this machine, as if whoever runs in it were on another host. It reaches only the
 * servers that are opened to it. Making one takes root and iproute2.
 */
export class NetworkNamespace {
  private readonly name = `ts-${randomBytes(4).toString('hex')}`;
  private readonly cable = `${this.name}-h`;
  /** A pair of addresses out of 10.0.0.0/8 that most likely nobody uses. */
  private readonly net = `10.${randomInt(200, 250)}.${randomInt(0, 250)}`;
  private readonly gates: TcpGate[] = [];
  private readonly folder = mkdtempSync(join(tmpdir(), `${this.name}-`));

  constructor() {
    ip('netns', 'add', this.name);
    ip('link', 'add', this.cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', this.name);
    ip('address', 'add', `${this.net}.1/30`, 'dev', this.cable);
    ip('link', 'set', this.cable, 'up');
    ip('-n', this.name, 'address', 'add', `${this.net}.2/30`, 'dev', 'eth0');
    ip('-n', this.name, 'link', 'set', 'eth0', 'up');
    ip('-n', this.name, 'link', 'set', 'lo', 'up');
  }

  /** Not by `ip netns exec`, which hides the machine's control groups from whatever it runs. */
  get place(): Place {
    return { command: ['nsenter', `--net=/run/netns/${this.name}`], folder: this.folder };
  }

  /** @returns the server's URL as it is reached from inside */
  async openTo(serverUrl: string): Promise<string> {
    const gate = await openTcpGate(serverUrl, `${this.net}.1`);
    this.gates.push(gate);
    return gate.url;
  }

  /** Pulls the cable: what is under way is lost, and neither end is told. */
  cut(): void {
    ip('link', 'set', this.cable, 'down');
  }

  async remove(): Promise<void> {
    for (const gate of this.gates) await gate.close();
    ip('netns', 'delete', this.name);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
