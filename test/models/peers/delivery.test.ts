// What is owed to another user as it meets that user, the registry, the disk, this user and the clock.
import { testModels } from '../engine/suite.js';
import { deliveryModel } from './delivery.model.js';

testModels(deliveryModel);
