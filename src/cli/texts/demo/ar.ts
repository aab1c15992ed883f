// Arabic: what `parley demo` tells as it goes on.
import type { demo as english } from './en.js';

export const demo: { readonly [Key in keyof typeof english]: string } = {
  demoRegistry: 'يبدأ سجل؛ وفي رابطه بصمة سلطة شهاداته.',
  demoPeers: 'ثلاثة أقران يرسلون HELLO_P2P ثم REGISTER ثم LOGIN، ويحصل كل منهم على شهادة (I, II, III).',
  demoRooms: 'يسأل aly103 عن الغرف: SHOW_ROOMS_LIST (VII).',
  demoRoom: 'ينشئ hussien103 غرفة ويدخلها الآخران: CREATE_CHAT_ROOM وJOIN_CHAT_ROOM وUSER_JOIN (IV, V).',
  demoBroadcast: 'تذهب DIRECT_BROADCAST من قرين إلى قرين عبر TLS متبادل، ولا يراها السجل أبدًا (XVI).',
  demoChat: 'يبحث hussien103 عن aly103 ويطلب محادثة، فيقبل aly103: SEARCH_USER وCHAT_REQUEST (VIII, IX).',
  demoDirect: 'يكتب كل منهما للآخر؛ ومن يتلقى DIRECT_MESSAGE يحفظها قبل أن يؤكدها (XI).',
  demoKeepAlive: 'وفي أثناء ذلك أرسل كل قرين KEEP_ALIVE عبر UDP، موقّعة ومرقّمة (XIII).',
  demoExit: 'يغادر hussien103 الغرفة: ROOM_EXIT. ويصبح أقدم الأعضاء مضيفها (VI).',
  demoLogout: 'يسجل mahmoud103 الخروج، ويعلم به من يشاركه غرفة: LOGOUT وUSER_LOGOUT (XII).',
  demoEnd: 'يرسل السجل GOODBYE ويُغلق. لتحادث بنفسك: parley',
  demoIn: 'في #{room}',
  demoJoined: 'دخل {name} إلى #{room}',
  demoLeft: 'غادر {name} #{room}',
  demoHost: '{name} مضيف #{room}',
  demoWants: '{name} يريد محادثة',
  demoOpen: 'المحادثة مع {name} مفتوحة',
  demoOffline: '{name} غير متصل',
  demoOnline: 'متصل',
  demoNoRooms: 'لا غرف بعد',
};
