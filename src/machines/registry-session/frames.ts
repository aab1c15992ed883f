// The frames that a registry session sends for itself (I, II, III, XII, RENEW). Its Request-Id is 0: those who ask through
// it count from 1.
import { isLoopback } from '../../protocol/addresses.js';
import { type Frame, frame } from '../../protocol/frame.js';
import { writeMessage } from '../../protocol/message-codec.js';
import { toRegistry } from '../../protocol/messages.js';
import type { Preparation, RegistrySessionInput } from './events.js';

export const ownRequestId = '0';

export const helloFrame = (agent: string): Frame =>
  writeMessage(toRegistry, 'HELLO_P2P', { requestId: ownRequestId, protocol: '1', agent });

export const registerFrame = ({ name, secrets }: RegistrySessionInput): Frame =>
  writeMessage(toRegistry, 'REGISTER', { requestId: ownRequestId, username: name, hashedPassword: secrets.hashedPassword });

/** A registry takes a loopback address only from there (III), where the one that it sees may be of the other family. */
export function loginFrame(
  { name, secrets, peerPort, peerHost }: RegistrySessionInput,
  preparation: Preparation,
  registryHost: string,
): Frame {
  const isOfUse = peerHost !== undefined && (!isLoopback(peerHost) || isLoopback(registryHost));
  const contents = {
    requestId: ownRequestId,
    username: name,
    hashedPassword: secrets.hashedPassword,
    peerPort: String(peerPort),
    peerHost: isOfUse ? peerHost : undefined,
    resume: preparation.secrets.resume,
  };
  return writeMessage(toRegistry, 'LOGIN', contents, preparation.certificateRequest);
}

export const logoutFrame = (): Frame => writeMessage(toRegistry, 'LOGOUT', { requestId: ownRequestId });

export const renewFrame = ({ certificateRequest }: Preparation): Frame =>
  writeMessage(toRegistry, 'RENEW', { requestId: ownRequestId }, certificateRequest);

/** To a request, which a registry never sends: `ERROR <NOT_ALLOWED> <400>`. */
export const notAllowedFrame = (reason: string, requestId: string | undefined): Frame =>
  frame('ERROR', ['NOT_ALLOWED', '400'], { 'request-id': requestId, reason });

export const badRequestFrame = (reason: string): Frame => frame('ERROR', ['BAD_REQUEST', '400'], { reason });
