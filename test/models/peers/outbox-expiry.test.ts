// The look for messages that were owed for too long as it meets the clock and the disk.
import { testModels } from '../engine/suite.js';
import { outboxExpiryModel } from './outbox-expiry.model.js';

testModels(outboxExpiryModel);
