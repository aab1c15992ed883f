// IX as it meets another user, this user and the clock.
import { testModels } from '../engine/suite.js';
import { conversationModel } from './conversation.model.js';

testModels(conversationModel);
