// Sections 1 and 2.
import { type Coverage, inside, person, words } from './coverage.js';

export const framesCoverage: readonly Coverage[] = [
  { of: ['| peer ↔ registry, keep-alive | UDP;'], checks: ['4.3/answered', '2.3/large-datagram'] },
  {
    of: ['| peer → registry, plain |', 'Plain TCP is for', 'A registry offers it only', 'With a plain address', 'The authority is then'],
    why: 'a registry in plain mode is checked with the same checks; whether it was told to be so, it does not say',
  },
  {
    of: ['A registry is shared', 'address =', 'secure =', 'plain = "parley', 'host =', 'port =', 'fingerprint ='],
    why: 'the kit is given the link, and a peer gets one from it; other links are between programs and their users',
  },
  {
    of: ['A peer that was given only', 'It shows the fingerprint', 'A different authority at', 'The user must first'],
    why: `the kit always gives a fingerprint; for the rest ${person}`,
  },
  { of: ['`spki` is the 91', "Here is Alice's certificate", 'The registry is its own authority'], why: words },
  { of: ['The first time it starts'], why: inside },
  { of: ['A leaf has exactly the one URI'], checks: ['1.4/registry-uri', '1.4/peer-uri'] },
  { of: ['System trust stores'], checks: ['1.3/wrong-authority'] },
  { of: ['Host names are compared'], checks: ['1.1/registry-link', '3.2/hello'] },
  { of: ['Peers allow for clocks'], why: 'the kit and the peer have one clock; what is too old by far is 5.2/expired' },

  {
    of: ['In ABNF', 'frame =', 'start-line =', 'header =', 'verb =', 'upper ='],
    checks: [
      '2.1/verb-in-lower-case',
      '2.1/space-after-verb',
      '2.1/two-spaces',
      '2.1/no-space-after-colon',
      '2.1/in-pieces',
      '2.1/well-formed',
    ],
  },
  { of: ['payload = *OCTET'], checks: ['2.3/payload-of-65536', '2.4/unknown-headers', '5.5/sent'] },
  { of: ['header-name ='], checks: ['2.1/no-space-after-colon', '2.1/header-case', '2.1/takes-other-forms'] },
  {
    of: ['text = *(', 'escape = "%"', 'plain = %x20', 'non-ascii =', 'tail =', 'Each byte of their'],
    checks: ['2.2/raw-bracket', '2.2/percent-alone', '2.2/raw-control', '2.2/raw-c1-control', '2.2/not-utf8-before', '2.2/writes-escapes'],
  },
  {
    of: ['| `%` | `%25`', '| `<` and `>` |', '| LF | `%0A`', '| U+0085 |', '| `é` |'],
    checks: ['2.2/writes-escapes', '2.2/either-case', '3.7/description'],
  },
  { of: ['list =', 'line =', 'Some answers bring', 'It is made of lines'], checks: ['2.6/sorted', '3.7/members', '3.8/detailed'] },
  { of: ['name = ('], checks: ['2.7/no-names', '2.7/names'] },
  {
    of: ['There is one space before', 'A space *inside*', "A header's value begins"],
    checks: ['2.1/space-after-verb', '2.1/two-spaces', '2.1/space-at-the-end', '2.1/value-not-trimmed', '3.8/detailed'],
  },
  { of: ['A frame holds each'], checks: ['2.1/header-twice'] },
  { of: ['Each line here is a frame'], checks: ['2.1/verb-in-lower-case', '2.2/not-utf8-after', '2.1/length-with-sign'] },
  { of: ['| a datagram | 1200'], checks: ['2.3/large-datagram'] },
  { of: ['The token is `frame-too-large`'], checks: ['2.3/head-of-8193', '2.3/33-headers', '2.3/payload-of-65537'] },
  { of: ['A **request** asks', 'An **answer** has', 'A **notice** stands'], why: words },
  { of: ['Only requests are ever'], checks: ['2.4/unknown-answers', '2.4/unknown-notice'] },
  { of: ['A client need not wait'], checks: ['2.4/pipelining'] },
  { of: ['Where it helps to wait'], checks: ['7.1/failed-logins', '7.1/registrations', '7.1/links-before-login', '2.5/tenth-error'] },
  { of: ['Both kinds carry a'], checks: ['2.5/bad-request-has-no-id', '2.5/wrong-fields'] },
  { of: ['| `ERROR` | `<BAD_REQUEST>'], checks: ['2.5/bad-request-has-no-id', '2.5/not-allowed-stays', '2.5/wrong-fields'] },
  { of: ['| `GOODBYE` | none'], checks: ['2.5/tenth-error', '3.5/takeover', '5.8/smaller-name-stays'] },
  { of: ['Either end of any link'], checks: ['6/retry-after', '2.5/ten-errors'] },
  { of: ['Throughout this page'], why: words },
  { of: ['A list that does not fit', 'The answer holds as many'], checks: ['2.6/pages'] },
  { of: ['The client repeats the same', 'After JOIN it does not', 'The token means nothing'], checks: ['2.6/asks-for-the-next-page'] },
  { of: ['A page may end before'], checks: ['2.6/asks-for-the-next-page'] },
  { of: ['Never make a file name'], why: inside },
  { of: ['Whoever closes a link', 'Only then does it'], checks: ['2.8/last-frame-arrives', '2.8/reads-on-after-its-end'] },
  {
    of: ['Before every close the registry'],
    checks: ['2.5/tenth-error', '2.5/bad-request-has-no-id', '3.2/other-first-frame', '3.5/takeover', '3.11/logout', '7.1/login-in-time'],
  },
  { of: ['GOODBYE always has a `Reason`'], checks: ['2.5/tenth-error', '7.1/login-in-time', '4.3/timeout', '7.1/too-slow'] },
];
