// Arabic: sentences of the library that say more than the reason of a refusal.
import type { exact as english } from './en.js';

export const exact: { readonly [Key in keyof typeof english]: string } = {
  'exact.yourself': 'هذا أنت.',
  'exact.blocked': 'لقد حظرت {name}. ألغِ الحظر أولًا.',
  'exact.notBlocked': 'لم يكن {name} محظورًا.',
  'exact.noOtherKey': 'لم يُظهر {name} مفتاحًا آخر.',
  'exact.keyUnknown': 'مفتاح {name} غير معروف بعد. ابدأ محادثة أولًا.',
  'exact.noSuchMessage': 'لم ترسل رسالة كهذه.',
  'exact.publicHost': 'يجب أن يكون العنوان المعطى للآخرين عنوان IP يمكنهم الوصول إليه.',
  'exact.publicPort': 'يجب أن يكون المنفذ المعطى للآخرين عددًا صحيحًا من 1 إلى 65535.',
  'exact.cannotListen': 'لا يمكن انتظار الآخرين على {host} والمنفذ {port}: {detail}',
  'exact.nonsense': 'أجاب السجل بما لا معنى له: {why}.',
  'exact.address': 'يُكتب السجل هكذا: HOST:PORT أو parley://HOST:PORT',
  'exact.link': 'يُكتب السجل هكذا: parley://HOST:PORT#FINGERPRINT أو HOST:PORT',
  'exact.limit': 'يجب أن تكون قيمة {name} من {min} إلى {max}، لا {value}.',
  'exact.noLimit': 'لا يوجد حدّ اسمه {unknown}.',
  'exact.bug': 'ما كان لهذا أن يحدث: {detail}',
  'exact.diskFull': 'القرص ممتلئ ولا يمكن حفظ المزيد. أفسح مكانًا ثم حاول مرة أخرى. ({message})',
  'exact.readOnly': 'القرص أو الملف لا يقبل الكتابة. تحقق من صلاحيات مجلد البيانات ومن أن القرص ليس للقراءة فقط. ({message})',
  'exact.damaged':
    'قاعدة البيانات تالفة، ولم يُكتب فوق شيء منها. ضع نسخة احتياطية مكانها، أو انقلها لتبدأ من جديد بدون ما فيها. ({message})',
  'exact.locked': 'برنامج آخر يستعمل قاعدة البيانات. انتظر حتى ينتهي ثم حاول مرة أخرى. ({message})',
  'exact.inUse': 'برنامج آخر يعمل على مجلد البيانات هذا. استعمل ذلك البرنامج أو اختر مجلدًا آخر. ({message})',
  'exact.newer': 'أنشأ إصدارٌ أحدث من هذا البرنامج قاعدة البيانات. حدّث هذا البرنامج. ({message})',
  'exact.noRegistry': 'لا يمكن الوصول إلى السجل.',
  'exact.ownRegistryFailed': 'لم يبدأ سجل هذا الجهاز. سجلّ أحداثه في {file}.',
};
