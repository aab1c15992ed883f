// The links between two, and the way to another user, as they meet that user, the registry, the disk and the clock.
import { testModels } from '../engine/suite.js';
import { peerConnectionModel } from './peer-connection.model.js';
import { mateModel, peerLinkModel } from './peer-link.model.js';
import { connectionMessages } from './peer-messages.model.js';

testModels(peerConnectionModel, connectionMessages, peerLinkModel, mateModel);
