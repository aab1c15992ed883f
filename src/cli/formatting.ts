// Where the rest of the command line finds what makes text harmless; how messages are formatted is in reading/.
export { harmless, harmlessLines } from './reading/harmless.js';
