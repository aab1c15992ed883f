// What each recorded page is held against: the section of docs/protocol.md, the charts of each side, and the test that proves that
// they agree.

export interface Agreement {
  readonly section: string;
  /** Pages of docs/state-charts/, without their ending. */
  readonly registry: readonly string[];
  readonly peer: readonly string[];
  /** From the root of the project. */
  readonly test: string;
}

const figure = (section: string, registry: readonly string[], peer: readonly string[]): Agreement => ({
  section,
  registry,
  peer,
  test: 'test/scenarios/figures.test.ts',
});
const exchange = (section: string, registry: readonly string[], peer: readonly string[]): Agreement => ({
  section,
  registry,
  peer,
  test: 'test/sequences/sequences.test.ts',
});

const asked = ['registry-connection'] as const;
const asking = ['registry-session'] as const;
const wayToPeer = ['peer-link', 'peer-connection'] as const;

/** By the name of the page. */
export const agreements: Readonly<Record<string, Agreement>> = {
  'figure-3': figure('4', ['presence'], ['keep-alive']),
  'figure-4': figure('3 and 5', asked, [...asking, ...wayToPeer, 'conversation', 'delivery', 'hold-back']),
  'figure-5': figure('3 and 5', [...asked, 'room', 'room-membership'], [...asking, 'membership', 'delivery', 'hold-back']),
  'figure-6': figure('3', asked, asking),
  'figure-7': figure('3', asked, asking),
  'exchange-01-hello': exchange('3', asked, asking),
  'exchange-02-register': exchange('3', asked, asking),
  'exchange-03-login': exchange('3', [...asked, 'presence'], asking),
  'exchange-04-create-room': exchange('3', [...asked, 'room', 'room-membership'], [...asking, 'membership']),
  'exchange-05-join-room': exchange('3', [...asked, 'room', 'room-membership'], [...asking, 'membership']),
  'exchange-06-leave-room': exchange('3', [...asked, 'room', 'room-membership'], [...asking, 'membership']),
  'exchange-07-list-rooms': exchange('3', asked, asking),
  'exchange-08-search': exchange('3', asked, [...asking, 'peer-link']),
  'exchange-09-chat-request': exchange('5', [], [...wayToPeer, 'conversation']),
  'exchange-10-online-users': exchange('3', asked, asking),
  'exchange-11-direct-message': exchange('5', [], ['delivery', ...wayToPeer, 'conversation', 'hold-back']),
  'exchange-12-logout': exchange('3', [...asked, 'presence', 'room'], asking),
  'exchange-13-keep-alive': exchange('4', ['presence'], ['keep-alive']),
  'exchange-14-timeout': exchange('4', ['presence', 'room'], ['keep-alive']),
  'exchange-15-members': exchange('3', asked, [...asking, 'membership']),
  'exchange-16-room-message': exchange('5', [], ['delivery', ...wayToPeer, 'membership', 'hold-back']),
  renew: exchange('3', asked, asking),
  history: exchange('5', [], ['history-exchange', 'membership', 'delivery', 'hold-back']),
};
