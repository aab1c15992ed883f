// English: getting online, the first run, settings, and what takes long.

export const setUp = {
  // Which registry.
  whichRegistry: 'Which registry?',
  ownRegistry: 'the one of this machine',
  registryByLink: 'another one, whose link somebody gave you',
  registryIs: 'A registry keeps names, who is online, and the list of rooms; never messages.',
  registryWhich: 'People meet at the same one: that of this machine, or one run for all of you.',
  registryLinkIs: 'Such a one has a link, parley://HOST:PORT#FINGERPRINT; to use it: parley LINK',
  registryLink: 'Its link (nothing: the one of this machine)',
  registryLinkWrong: 'That is no link. It looks like parley://HOST:PORT#FINGERPRINT, or HOST:PORT.',
  ownRegistryStarting: 'The registry of this machine is being started …',
  ownRegistryStarted: 'The registry of this machine was started. Others on this machine come here with: parley chat {link}',
  ownRegistryRunning: 'The registry of this machine is running. Others on this machine come here with: parley chat {link}',
  ownRegistryMoved: 'The registry of this machine has another address now.',

  // Who logs in.
  yourName: 'Your name',
  nameRule: 'A name is 1 to 32 letters, digits, dots, underscores and dashes, first a letter or digit.',
  isNew: 'Is {name} new here, and to be registered?',
  passwordNew: 'New password for {name}: ',
  passwordAgain: 'The same again: ',
  passwordOf: 'Password of {name}: ',
  passwordEmpty: 'The password is empty.',
  passwordsDiffer: 'These were not the same.',
  youAreOnline: 'You are online as {name}.',
  youAreOnlineLink: 'You are online as {name}. Others come here with: parley chat {link}',
  firstCommands: '/rooms, /users and /help show what there is.',
  notDelivered: 'Not delivered yet, kept, and sent when you are here again: {names}.',
  forgetBy: '{sentence} That is done by: parley forget {address}',

  // Questions.
  yesNo: '{query} [y/N] ',
  number: 'Number [1]: ',
  screenReaderAsk: 'Do you use a screen reader? Lines are then only added, and said in words.',

  // Settings.
  settingsIn: 'The settings, kept in {file}:',
  settingsHere: 'The settings of this chat:',
  settingIs: '{name} is {value}: {what}. It can be: {values}',
  settingSet: '{name} is {value} from now on.',
  settingSetNextTime: '{name} is {value}, from the next start on.',
  settingWrong: '{name} cannot be {value}. It can be: {values}',
  settingUnknown: 'There is no setting {name}. /set lists all.',
  settingMeant: 'There is no setting {name}. Did you mean {nearest}?',
  settingFromFlag: 'set by a flag',
  settingNotStored: 'That counts for now, but could not be stored: {why}',
  settingNoSuch: '{file}, line {line}: there is no such setting. This line is left out.',
  settingNoValue: '{file}, line {line}: {name} can be: {values}. This line is left out.',

  // Where to look at what this program does.
  inspector: 'Every state chart of this program, live: {url}',
  inspectorTexts: 'Every state chart of this program, live, and all that is said: {url}',
  inspectorStately: "The same in Stately's inspector, a page of the internet: {url}",
  demoStays: 'What happened can be looked at until Ctrl-C.',
  inspectorTextsAlone: '--inspect-texts goes with --inspect.',
  inspectorPortTaken: 'Port {port} is in use by another program. Choose another one with --inspect=PORT.',
  inspectorPortForbidden: 'Port {port} may not be listened on. Choose one above 1023 with --inspect=PORT.',
  inspectorNotStarted: 'The inspector cannot start: {why}',

  // What takes long.
  promptOfflineIn: 'no registry, {seconds} s',
  stillDoing: '{command} takes a while …',
  historyComing: { one: '{count} message from before in {where} so far …', other: '{count} messages from before in {where} so far …' },
  historyCame: { one: '{count} message from before came in {where}.', other: '{count} messages from before came in {where}.' },
} as const;
