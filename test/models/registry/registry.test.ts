// The registry's machines, walked by generated paths.
import { testModels } from '../engine/suite.js';
import { linkModel } from './link-model.js';

testModels(linkModel);
