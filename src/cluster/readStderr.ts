// What kubectl says when it fails, told apart. Its words are those of kubectl 1.32, and of API servers since 1.20.

import type { ClusterFailure } from './failure.ts';

type Rule = readonly [pattern: RegExp, failure: (match: RegExpExecArray) => ClusterFailure];

/** The first that matches counts: words of one occur in another, as "Forbidden" does in that of an immutable object. */
const RULES: readonly Rule[] = [
  [/field is immutable when `immutable` is set/, () => ({ code: 'immutable' })],
  [
    /\(Conflict\)/,
    ({ input }) => ({ code: 'conflict', isAnew: /Precondition failed: UID/.test(input) }),
  ],
  [/\(Forbidden\):? (.*)/, ([, words = '']) => forbidden(words)],
  [/\(NotFound\): (.*)/, ([, what = '']) => ({ code: 'not-found', what })],
  // Without an account kubectl asks for one, and there is no one to answer.
  [/Unauthorized|Please enter Username/, () => ({ code: 'signed-out' })],
  [
    /context was not found for specified context: (.*)|context "(.*)" does not exist/,
    ([, one, other]) => ({ code: 'no-context', context: one ?? other ?? '' }),
  ],
  [
    /getting credentials: (?:exec: )?(.*)/,
    ([, reason = '']) => ({ code: 'sign-in-failed', reason }),
  ],
  [/x509: (.*)/, ([, reason = '']) => ({ code: 'certificate', reason })],
  [/connection to the server localhost:8080 was refused/, () => ({ code: 'no-configuration' })],
  [
    /connection to the server (\S+) was refused|dial tcp (\S+): connect: connection refused/,
    ([, one, other]) => ({ code: 'refused-connection', server: one ?? other ?? '' }),
  ],
  [
    /context deadline exceeded|Client\.Timeout|TLS handshake timeout/,
    () => ({ code: 'no-answer' }),
  ],
  [
    /no such host|no route to host|network is unreachable|i\/o timeout|connection reset|(?<=: )EOF$/m,
    ([reason]) => ({ code: 'unreachable', reason }),
  ],
  [
    /\((?:Invalid|BadRequest)\): (.*)|(?:request|") is invalid: (.*)|(admission webhook .*)/,
    ([, one, other, third]) => ({ code: 'invalid', words: one ?? other ?? third ?? '' }),
  ],
];

/** @param stdout where kubectl asks for a name and password */
export function readStderr(stderr: string, stdout: string): ClusterFailure {
  // Before what counts it may tell of each attempt to find out what the server offers.
  const text = `${stdout.startsWith('Please enter') ? stdout : ''}\n${stderr}`;
  for (const [pattern, failure] of RULES) {
    const match = pattern.exec(text);
    if (match !== null) return failure(match);
  }
  const words = stderr.trim().split('\n').at(-1) ?? '';
  return { code: 'unexpected', words };
}

/** `configmaps "cm" is forbidden: User "jane" cannot update resource "configmaps" in API group "" in the namespace "x"` */
function forbidden(words: string): ClusterFailure {
  const [, user, verb, resource, place] =
    /User "(.*?)" cannot (\S+) resource "(.*?)" in API group ".*?" (.*)$/.exec(words) ?? [];
  // What checks objects first, such as a policy, forbids in its own words.
  if (verb === undefined || resource === undefined) return { code: 'invalid', words };
  const known = { ...(user !== undefined && { user }), ...(place !== undefined && { place }) };
  return { code: 'forbidden', verb, resource, ...known };
}
