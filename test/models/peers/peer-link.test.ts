// The way to another user as it meets that user, the registry, this user and the clock.
import { testModels } from '../engine/suite.js';
import { mateModel, peerLinkModel } from './peer-link.model.js';

testModels(peerLinkModel, mateModel);
