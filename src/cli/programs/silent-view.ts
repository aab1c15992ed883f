// Where nothing is shown: programs get objects, not sentences.
import type { View } from '../view.js';

const nothing = () => {};

export const silentView: View = { message: nothing, notice: nothing, list: nothing, past: nothing, refresh: nothing, clear: nothing };
