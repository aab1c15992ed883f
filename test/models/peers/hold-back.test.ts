// The order in which messages are shown as it meets those who send them and the clock.
import { testModels } from '../engine/suite.js';
import { heldHistoryModel, holdBackModel } from './hold-back.model.js';

testModels(holdBackModel, heldHistoryModel);
