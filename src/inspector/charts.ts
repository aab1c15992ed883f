// Every machine as the page draws it.
import { catalogue } from '../machines/catalogue.js';
import { chartOf } from '../machines/chart.js';
import type { Charts } from './contract.js';

export function allCharts(): Charts {
  return catalogue.map(({ name, side, exchanges, what, machine }) => ({ name, side, exchanges, what, chart: chartOf(machine) }));
}
