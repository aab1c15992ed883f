// Where the pictures are taken: a registry and peers of this library over real sockets, and the program in a pseudo-terminal.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type IPty, spawn } from '@lydell/node-pty';
import headless, { type Terminal } from '@xterm/headless';
import { programFile as program } from '../../src/cli/own-command.js';
import { createPeer, createRegistry, type Peer, type Registry } from '../../src/index.js';

const patience = 20_000;

export interface Window {
  readonly terminal: Terminal;
  type(keys: string): void;
  /** Fulfilled as soon as the rows hold this. */
  shows(text: string): Promise<void>;
}

export interface WindowOptions {
  readonly columns: number;
  readonly lines: number;
  readonly env: Readonly<Record<string, string>>;
}

export class Stage {
  readonly #directory = mkdtempSync(join(tmpdir(), 'parley-pictures-'));
  readonly #peers: Peer[] = [];
  readonly #children: { readonly child: IPty; readonly exited: Promise<void> }[] = [];
  #registry: Registry | undefined;

  async open(): Promise<void> {
    const listen = { host: '127.0.0.1', port: 0 };
    this.#registry = await createRegistry({ dataDirectory: join(this.#directory, 'registry'), listen });
  }

  /** Somebody else, who says yes to every chat. */
  async peer(name: string): Promise<Peer> {
    const peer = createPeer({
      registry: this.#registry?.link ?? '',
      name,
      password: `of ${name}`,
      register: 'if-free',
      dataDirectory: join(this.#directory, name),
      listen: { host: '127.0.0.1', port: 0 },
    });
    this.#peers.push(peer);
    peer.on('chat-request', ({ from }) => void peer.accept(from));
    await peer.start();
    return peer;
  }

  /** `parley chat` of this name in a window. */
  chat(name: string, options: WindowOptions): Window {
    const data = join(this.#directory, name);
    return this.window(
      ['chat', this.#registry?.link ?? '', '--user', name, '--register', '--data', data, '--listen', '127.0.0.1:0'],
      options,
    );
  }

  window(args: readonly string[], { columns, lines, env }: WindowOptions): Window {
    const terminal = new headless.Terminal({ cols: columns, rows: lines, scrollback: 1000, allowProposedApi: true });
    const environment = { PATH: process.env['PATH'] ?? '', HOME: this.#directory, PARLEY_PASSWORD: 'of the pictures', ...env };
    const child = spawn(process.execPath, [program, ...args], { name: 'xterm-256color', cols: columns, rows: lines, env: environment });
    const lookers = new Set<() => void>();
    const lookAll = () => {
      for (const look of lookers) look();
    };
    child.onData((data) => terminal.write(data, lookAll));
    this.#children.push({ child, exited: new Promise((resolve) => child.onExit(() => resolve())) });
    const text = () => {
      const { active } = terminal.buffer;
      return Array.from({ length: active.length }, (_, row) => active.getLine(row)?.translateToString(true) ?? '').join('\n');
    };
    return {
      terminal,
      type: (keys) => child.write(keys),
      shows: (wanted) =>
        new Promise((resolve, reject) => {
          const timer = setTimeout(() => reject(new Error(`not shown: ${wanted}\n${text()}`)), patience);
          const look = () => {
            if (!text().includes(wanted)) return;
            clearTimeout(timer);
            lookers.delete(look);
            resolve();
          };
          lookers.add(look);
          look();
        }),
    };
  }

  async close(): Promise<void> {
    for (const { child } of this.#children) child.kill();
    await Promise.all(this.#children.map(({ exited }) => exited));
    await Promise.all(this.#peers.map((peer) => peer.close()));
    await this.#registry?.close();
    rmSync(this.#directory, { recursive: true, force: true, maxRetries: 3 });
  }
}
