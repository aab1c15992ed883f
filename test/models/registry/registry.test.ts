// The registry's other machines, walked by generated paths.
import { testModels } from '../engine/suite.js';
import { roomsModel } from './rooms-model.js';
import { sessionModel } from './session-model.js';
import { wholeModels } from './whole-model.js';

testModels(sessionModel, roomsModel, ...wholeModels);
