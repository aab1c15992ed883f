// The registry's machines, walked by generated paths.
import { testModels } from '../engine/suite.js';
import { limitsModel } from './limits-model.js';
import { linkModel } from './link-model.js';
import { roomsModel } from './rooms-model.js';
import { sessionModel } from './session-model.js';
import { wholeModels } from './whole-model.js';

testModels(linkModel, limitsModel, sessionModel, roomsModel, ...wholeModels);
