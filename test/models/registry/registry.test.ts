// The registry's machines, walked by generated paths.
import { testModels } from '../engine/suite.js';
import { limitsModel } from './limits-model.js';
import { linkModel } from './link-model.js';

testModels(linkModel, limitsModel);
