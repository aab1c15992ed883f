// What every root actor of a registry is made with.
import type { ActorOptions, AnyActorLogic } from 'xstate';
import type { Logger } from '../../support/logger.js';

export interface ActorSurroundings extends Pick<ActorOptions<AnyActorLogic>, 'clock' | 'inspect'> {
  readonly logger: Logger;
}
