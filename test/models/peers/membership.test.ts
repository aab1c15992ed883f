// A membership of a room as it meets the registry, members, strangers, this user and the clock.
import { testModels } from '../engine/suite.js';
import { catchingUpModel, membershipModel } from './membership.model.js';

testModels(membershipModel, catchingUpModel);
