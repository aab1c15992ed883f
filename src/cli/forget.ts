// `parley forget`: forgets the key of a registry, so that the next one that it shows is trusted.
import { ParleyError } from '../index.js';
import type { Api } from './api.js';
import type { Io } from './io.js';
import { dataDirectory } from './paths.js';
import { refusalSentence } from './sentences.js';
import type { Say } from './texts/catalogue.js';

/** Gives the exit code: 1 when there was nothing to forget. */
export async function forget(
  address: string,
  data: string | undefined,
  { output, errors, say }: Io & { readonly say: Say },
  api: Api,
): Promise<number> {
  try {
    const isForgotten = await api.forgetRegistry(address, { dataDirectory: dataDirectory(data) });
    if (isForgotten) output.write(`${say('keyForgotten', { address })}\n`);
    else errors.write(`parley: ${say('keyNotKnown', { address })}\n`);
    return isForgotten ? 0 : 1;
  } catch (error) {
    if (!(error instanceof ParleyError)) throw error;
    errors.write(`parley: ${refusalSentence(error, say)}\n`);
    return error.reason === 'invalid' ? 2 : 1;
  }
}
