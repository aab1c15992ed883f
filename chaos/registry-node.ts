// The registry of a run: one port for all its lives.
import { Node, type NodeOptions } from './node.js';
import type { Program } from './program.js';

export interface RegistryNodeOptions extends NodeOptions {
  /** Seconds. */
  readonly keepAliveTimeout: number;
}

/** All peers of a run come from one address. */
const limits = ['--registrations-per-address', '1000', '--links-per-address', '1000'];

export class RegistryNode extends Node {
  readonly #options: RegistryNodeOptions;

  constructor(options: RegistryNodeOptions) {
    super('registry', options);
    this.#options = options;
  }

  /** Gives its link when it listens; undefined when it ended before. */
  start(): Promise<string | undefined> {
    const { listen, keepAliveTimeout } = this.#options;
    return new Promise((resolve) => {
      this.launch({
        args: [
          ...['registry', '--listen', `${listen.host}:${listen.port}`, '--data', this.data, '--log-level', 'debug', ...limits],
          ...['--keep-alive-timeout', String(keepAliveTimeout)],
        ],
        onLine: (line, life) => {
          life.onlineAt ??= Date.now();
          if (line.startsWith('listening ')) resolve(line.slice('listening '.length));
        },
        onOver: () => resolve(undefined),
      });
    });
  }

  protected askToEnd(program: Program): void {
    program.signal('SIGTERM');
  }
}
