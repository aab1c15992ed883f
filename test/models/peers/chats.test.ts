// What is said between two: a chat, what is owed, the order in which it is shown, as they meet the other user and the clock.
import { testModels } from '../engine/suite.js';
import { conversationModel } from './conversation.model.js';
import { deliveryModel } from './delivery.model.js';
import { heldHistoryModel, holdBackModel } from './hold-back.model.js';
import { outboxExpiryModel } from './outbox-expiry.model.js';
import { conversationMessages } from './peer-messages.model.js';

testModels(conversationModel, conversationMessages, deliveryModel, holdBackModel, heldHistoryModel, outboxExpiryModel);
