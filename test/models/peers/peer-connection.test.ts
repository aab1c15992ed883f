// A link between peers as it meets another user, the disk, this user and the clock.
import { testModels } from '../engine/suite.js';
import { peerConnectionModel } from './peer-connection.model.js';

testModels(peerConnectionModel);
