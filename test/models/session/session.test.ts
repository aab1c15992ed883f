// The peer's side of its session with the registry, walked by generated paths.
import { testModels } from '../engine/suite.js';
import { keepAliveModel } from './keep-alive-model.js';
import { loginModels } from './login-model.js';
import { onlineModel } from './online-model.js';
import { peerModel } from './peer-model.js';
import { renewalModel } from './renewal-model.js';

testModels(...loginModels, onlineModel, renewalModel, keepAliveModel, peerModel);
