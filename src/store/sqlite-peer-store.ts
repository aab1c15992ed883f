// A peer's store on SQLite: peer-store.ts says what each operation means, peer/ holds them by concern. Only one program may
// have the file open: two that write one stream would use the same Seq twice.
import { type OpenDatabase, openDatabase } from './database.js';
import { compareHistory, forwardable, historySummary, noteForwarded } from './peer/history.js';
import { addIncoming, history } from './peer/inbox.js';
import {
  addOutgoing,
  deliveries,
  expireOwed,
  findOutgoing,
  holdOwed,
  keepProof,
  moveToNewStream,
  owedPeers,
  owedTo,
  refuseOwed,
  requeueSent,
  setDelivery,
} from './peer/outbox.js';
import { findContact, forgetRoom, joinedRooms, listContacts, saveContact, saveRoom, saveSecret, secret } from './peer/profile.js';
import { peerMigrations } from './peer/schema.js';
import { find, indexSome } from './peer/search.js';
import type { PeerStore } from './peer-store.js';

/** @throws StoreError: `in-use`, `corrupt`, `newer`, `read-only`, … */
export async function openPeerStore(file: string, open: OpenDatabase = openDatabase): Promise<PeerStore> {
  const database = await open({ file, migrations: peerMigrations, exclusive: true });

  // None of these is an async function: promises of equal depth are what keeps the callers' continuations in order.
  return {
    identityKey: () => database.read((sql) => secret(sql, 'identity-key')),
    saveIdentityKey: (pem) => database.write((sql) => saveSecret(sql, 'identity-key', pem)),
    sessionToken: () => database.read((sql) => secret(sql, 'session-token')),
    saveSessionToken: (token) => database.write((sql) => saveSecret(sql, 'session-token', token)),

    contact: (name) => database.read((sql) => findContact(sql, name)),
    contacts: () => database.read(listContacts),
    saveContact: (name, change) => database.write((sql) => saveContact(sql, name, change)),

    joinedRooms: () => database.read(joinedRooms),
    saveRoom: (room) => database.write((sql) => saveRoom(sql, room)),
    forgetRoom: (roomId) => database.write((sql) => forgetRoom(sql, roomId)),

    addOutgoing: (draft, newStream, at) => database.write((sql) => addOutgoing(sql, draft, newStream, at)),
    owedTo: (recipient, page) => database.read((sql) => owedTo(sql, recipient, page)),
    owedPeers: () => database.read(owedPeers),
    setDelivery: (messageId, delivery) => database.write((sql) => setDelivery(sql, messageId, delivery)),
    refuseOwed: (recipient, conversation, reason) => database.write((sql) => refuseOwed(sql, recipient, conversation, reason)),
    holdOwed: (recipient, hold) => database.write((sql) => holdOwed(sql, recipient, hold)),
    requeueSent: () => database.write(requeueSent),
    moveToNewStream: (messageId, recipient, from, newStream) =>
      database.write((sql) => moveToNewStream(sql, messageId, recipient, from, newStream)),
    keepProof: (messageId, proof, isBetter = false) => database.write((sql) => keepProof(sql, messageId, proof, isBetter)),
    expireOwed: (before) => database.write((sql) => expireOwed(sql, before)),
    outgoing: (messageId) => database.read((sql) => findOutgoing(sql, messageId)),
    deliveries: (messageId) => database.read((sql) => deliveries(sql, messageId)),

    addIncoming: (message, at) => database.write((sql) => addIncoming(sql, message, at)),
    historySummary: (roomId) => database.read((sql) => historySummary(sql, roomId)),
    compareHistory: (roomId, peer, theirs, at) => database.read((sql) => compareHistory(sql, roomId, peer, theirs, at)),
    forwardable: (ids) => database.read((sql) => forwardable(sql, ids)),
    noteForwarded: (roomId, peer, given) => database.write((sql) => noteForwarded(sql, roomId, peer, given)),
    history: (conversation, limit) => database.read((sql) => history(sql, conversation, limit)),
    // Not in the order of the calls, as the index may have much to catch up with; it sees all that was stored before it.
    find: async (words, limit) => {
      while (await database.write(indexSome));
      return database.read((sql) => find(sql, words, limit));
    },

    close: () => database.close(),
  };
}
