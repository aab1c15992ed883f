// The registry's end of a link, walked by generated paths.
import { testModels } from '../engine/suite.js';
import { limitsModel } from './limits-model.js';
import { linkModel } from './link-model.js';
import { matesModel } from './mates-model.js';

testModels(linkModel, limitsModel, matesModel);
