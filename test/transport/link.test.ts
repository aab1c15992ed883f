// The contract of link.ts against everything that carries links.
import test from 'ava';
import { carriers, carriersWithTls } from './carriers.js';
import { flowRules } from './flow-rules.js';
import { lifeRules } from './life-rules.js';
import { trustRules } from './trust-rules.js';

for (const carrier of carriers) for (const rule of [...flowRules, ...lifeRules]) test(rule, carrier);
for (const carrier of carriersWithTls) for (const rule of trustRules) test(rule, carrier);
