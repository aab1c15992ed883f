// Memberships of rooms and what was said there before, as they meet the registry, members, strangers, the disk and the clock.
import { testModels } from '../engine/suite.js';
import { historyModel, longHistoryModel, smallerModel } from './history.model.js';
import { catchingUpModel, membershipModel } from './membership.model.js';
import { membershipMessages } from './peer-messages.model.js';

testModels(membershipModel, catchingUpModel, membershipMessages, historyModel, longHistoryModel, smallerModel);
