// The registry's ports in the models' worlds: a path may let them fail, as a system does that has none to give.
import type { Network } from '../../../src/transport/link.js';

export class PortGate {
  /** Nothing can be listened on. */
  isTaken = false;
  /** What is listened on cannot be closed. */
  isStuck = false;

  around(network: Network): Network {
    return {
      dial: (...given) => network.dial(...given),
      bind: (...given) => network.bind(...given),
      listen: async (...given) => {
        if (this.isTaken) throw Object.assign(new Error('listen EADDRINUSE'), { code: 'EADDRINUSE' });
        const listener = await network.listen(...given);
        return {
          address: listener.address,
          close: async () => {
            await listener.close();
            if (this.isStuck) throw new Error('it cannot be closed');
          },
        };
      },
    };
  }
}
