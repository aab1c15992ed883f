// English: what `parley demo` tells as it goes on.

export const demo = {
  demoRegistry: 'A registry starts; its link holds the fingerprint of its own certificate authority.',
  demoPeers: 'Three peers say HELLO_P2P, REGISTER their names, LOGIN, and get a certificate each (I, II, III).',
  demoRooms: 'aly103 asks for the rooms: SHOW_ROOMS_LIST (VII).',
  demoRoom: 'hussien103 makes a room, the two others join it: CREATE_CHAT_ROOM, JOIN_CHAT_ROOM, USER_JOIN (IV, V).',
  demoBroadcast: 'DIRECT_BROADCAST goes from peer to peer over mutual TLS; the registry never sees it (XVI).',
  demoChat: 'hussien103 looks for aly103 and asks for a chat; aly103 accepts: SEARCH_USER, CHAT_REQUEST (VIII, IX).',
  demoDirect: 'They write to each other; every DIRECT_MESSAGE is stored by who gets it before it is acknowledged (XI).',
  demoKeepAlive: 'Meanwhile every peer has sent its KEEP_ALIVE over UDP, signed and counted (XIII).',
  demoExit: 'hussien103 leaves the room: ROOM_EXIT. The member of longest standing is its host now (VI).',
  demoLogout: 'mahmoud103 logs out; who shares a room hears of it: LOGOUT, USER_LOGOUT (XII).',
  demoEnd: 'The registry says GOODBYE and closes. To chat yourself: parley',
  demoIn: 'is in #{room}',
  demoJoined: '{name} joined #{room}',
  demoLeft: '{name} left #{room}',
  demoHost: '{name} is the host of #{room}',
  demoWants: '{name} wants to chat',
  demoOpen: 'the chat with {name} is open',
  demoOffline: '{name} is offline',
  demoOnline: 'is online',
  demoNoRooms: 'there are none yet',
} as const;
