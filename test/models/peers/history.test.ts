// An exchange of history as it meets another member, the disk, this user and the clock.
import { testModels } from '../engine/suite.js';
import { historyModel, longHistoryModel, smallerModel } from './history.model.js';

testModels(historyModel, longHistoryModel, smallerModel);
