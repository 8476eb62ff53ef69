import { pushAuthorizer } from '../../lib/http/authorize-push.ts';
import type { Pusher } from '../../lib/config/config.ts';
import type { VerifiedToken } from '../../lib/google-auth/verify-token.ts';
import { rejectsWith } from '../support/rejects-with.ts';

const GCR = { project: 'shop', topic: 'gcr' };
const REPLAY = { project: 'ops', topic: 'replay' };
const PUSHERS: readonly Pusher[] = [
  { email: 'push@shop.example', audiences: ['https://a.example'], topics: [GCR] },
  { email: 'replay@ops.example', audiences: ['https://b.example'], topics: [REPLAY] },
];

/** A token is `EMAIL AUDIENCE` here, and is verified for the audiences that are expected. */
const verify = (token: string, audiences: readonly string[]): Promise<VerifiedToken | undefined> => {
  const [email = '', audience = ''] = token.split('|');
  return Promise.resolve(audiences.includes(audience) ? { email, audience } : undefined);
};
const push = (token: string, topic = GCR, pushers = PUSHERS): Promise<void> =>
  pushAuthorizer(pushers, verify)(token === '' ? {} : { authorization: `Bearer ${token}` }, topic);

describe('an account that pushes', () => {
  it('is let in to the topics that are named for it', async () => {
    await push('push@shop.example|https://a.example');
    await push('replay@ops.example|https://b.example', REPLAY);
  });

  for (const [what, token, topic, reason] of [
    ['without a token', '', GCR, 'Unauthenticated'],
    ['that is not named', 'ci@shop.example|https://a.example', GCR, 'Unauthenticated'],
    ['with a token for another service', 'push@shop.example|https://c.example', GCR, 'Unauthenticated'],
    [
      'with a token for the audience of another pusher',
      'push@shop.example|https://b.example',
      GCR,
      'Unauthenticated',
    ],
    ['to a topic of another pusher', 'push@shop.example|https://a.example', REPLAY, 'PermissionDenied'],
    [
      'to a topic of another project',
      'push@shop.example|https://a.example',
      { project: 'other', topic: 'gcr' },
      'PermissionDenied',
    ],
  ] as const)
    it(`${what} is ${reason}`, async () => void (await rejectsWith(reason, push(token, topic))));

  it('is nobody where none is configured', async () =>
    void (await rejectsWith('Unauthenticated', push('push@shop.example|https://a.example', GCR, []))));

  it('has no use for an API key', async () => {
    const authorize = pushAuthorizer(PUSHERS, verify);
    await rejectsWith('Unauthenticated', authorize({ 'x-api-key': 'k' }, GCR));
  });
});
