// The peer's end of its link to the registry, walked by generated paths.
import { testModels } from '../engine/suite.js';
import { loginModels } from './login-model.js';

testModels(...loginModels);
