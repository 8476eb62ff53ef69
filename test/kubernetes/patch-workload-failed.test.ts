import assert from 'node:assert/strict';
import type { ErrorReason } from '../../lib/core/errors/reason.ts';
import type { SandboxFault } from '../../lib/sandbox/fault-book.ts';
import { REPOSITORY } from '../support/builders.ts';
import { images, patches } from '../support/on-sandbox.ts';
import { PATH, patching, words } from './patching.ts';

/** Webhooks may choose the very codes and reasons that mean something else where the API server says them. */
const DENIALS = [
  ['401', { code: 401, reason: 'Unauthorized' }],
  ['404', { code: 404, reason: 'NotFound' }],
  ['409', { code: 409, reason: 'Conflict' }],
  ['410', { code: 410 }],
  ['422 and Invalid', { code: 422, reason: 'Invalid' }],
] as const;

describe('a patch that goes wrong', () => {
  const refusals: readonly (readonly [string, SandboxFault, ErrorReason])[] = [
    ['a missing right', { type: 'forbidden', user: 'updater@p.iam' }, 'Forbidden'],
    ['a webhook that says 400', { type: 'webhook', webhook: 'w', message: 'no', code: 400 }, 'Refused'],
    ['a webhook that says 403', { type: 'webhook', webhook: 'w', message: 'no', code: 403 }, 'Refused'],
    ['a webhook that says 422', { type: 'webhook', webhook: 'w', message: 'no', code: 422 }, 'Refused'],
    ...DENIALS.map(
      ([what, status]) =>
        [
          `a webhook that says ${what}`,
          { type: 'webhook', webhook: 'w', message: 'no', ...status },
          'Refused',
        ] as const,
    ),
    ['an expired token', { type: 'expireToken' }, 'Unauthorized'],
  ];
  for (const [what, fault, reason] of refusals) {
    it(`with ${what} is ${reason}, and not tried again`, () =>
      patching({}, async ({ sandbox, clock, patch }) => {
        sandbox.fail({ fault, times: Infinity });
        assert.deepEqual(words(await patch()), [`app ${reason}`]);
        assert.equal(patches(sandbox).length, 1);
        assert.deepEqual(clock.waits, []);
        assert.deepEqual(images(sandbox), { app: `${REPOSITORY}:v1` });
      }));
  }

  it('because the result would not be valid is Refused, with the words of the server', () =>
    patching(
      { objects: [{ metadata: { annotations: { big: 'x'.repeat(256 * 1024) } } }] },
      async ({ sandbox, patch }) => {
        const [outcome] = await patch();
        assert.ok(outcome?.result === 'failed' && outcome.reason === 'Refused');
        assert.match(outcome.detail, /metadata\.annotations/);
        assert.equal(patches(sandbox).length, 1);
      },
    ));

  const passing: readonly (readonly [string, SandboxFault])[] = [
    ['429', { type: 'tooManyRequests', retryAfter: '1' }],
    ['500', { type: 'serverError', code: 500 }],
    ['503', { type: 'serverError', code: 503, retryAfter: '2' }],
    ['a dropped connection', { type: 'drop' }],
  ];
  for (const [what, fault] of passing) {
    it(`with ${what} for a moment is done a moment later`, () =>
      patching({}, async ({ sandbox, patch }) => {
        sandbox.fail({ fault, match: { method: 'PATCH' }, times: 2 });
        assert.deepEqual(words(await patch()), ['app updated']);
        assert.equal(patches(sandbox).length, 3);
      }));
  }

  it('waits as long as Retry-After says', () =>
    patching({}, async ({ sandbox, clock, patch }) => {
      sandbox.fail({ fault: { type: 'tooManyRequests', retryAfter: '7' } });
      await patch();
      assert.deepEqual(clock.waits, [7000]);
    }));

  const lasting: readonly (readonly [SandboxFault, ErrorReason])[] = [
    [{ type: 'tooManyRequests', retryAfter: '1' }, 'Throttled'],
    [{ type: 'serverError', code: 503 }, 'ServerError'],
    [{ type: 'drop' }, 'Unreachable'],
  ];
  for (const [fault, reason] of lasting) {
    it(`with ${fault.type} for good is ${reason}`, () =>
      patching({}, async ({ sandbox, patch }) => {
        sandbox.fail({ fault, times: Infinity });
        assert.deepEqual(words(await patch()), [`app ${reason}`]);
        assert.equal(patches(sandbox).length, 5);
      }));
  }

  it('without an answer is a Timeout', () =>
    patching({ limits: { answerMs: 20 } }, async ({ sandbox, patch }) => {
      sandbox.fail({ fault: { type: 'hang' }, times: Infinity });
      assert.deepEqual(words(await patch()), ['app Timeout']);
    }));

  const strangers: readonly (readonly [string, unknown])[] = [
    ['a sign-in page', { login: 'required' }],
    ['an empty object', {}],
    ['another workload', { kind: 'Deployment', metadata: { name: 'other' } }],
  ];
  for (const [what, body] of strangers) {
    it(`that ${what} says yes to is not believed: UnexpectedAnswer, and redelivered`, () =>
      patching({}, async ({ cluster, patch }) => {
        const answer = { status: 200, body, text: '', retryAfter: undefined, request: 'PATCH' };
        const transport = { ...cluster.transport, json: () => Promise.resolve(answer) };
        assert.deepEqual(words(await patch({ cluster: { ...cluster, transport } })), [
          'app UnexpectedAnswer',
        ]);
      }));
  }

  it('because the workload or its namespace is gone needs nothing more', () =>
    patching({}, async ({ sandbox, patch }) => {
      sandbox.remove('Deployment', 'shop', 'web');
      sandbox.remove('Namespace', '', 'shop');
      assert.deepEqual(words(await patch()), ['app Gone']);
    }));

  it('on a connection that died while nobody used it is sent again at once', () =>
    patching({}, async ({ sandbox, cluster, clock, patch }) => {
      const { signal } = new AbortController();
      await cluster.transport.json({ method: 'GET', path: PATH, signal });
      sandbox.fail({ fault: { type: 'drop' }, match: { reused: true }, times: Infinity });
      assert.deepEqual(words(await patch()), ['app updated']);
      assert.deepEqual(clock.waits, []);
    }));

  it('on a connection that the server closed is sent on a new one', () =>
    patching({}, async ({ sandbox, cluster, patch }) => {
      const { signal } = new AbortController();
      await cluster.transport.json({ method: 'GET', path: PATH, signal });
      sandbox.closeIdle();
      assert.deepEqual(words(await patch()), ['app updated']);
    }));

  it('after the time is up is OutOfTime, and sends nothing', () =>
    patching({}, async ({ sandbox, patch }) => {
      assert.deepEqual(words(await patch({ budget: { signal: AbortSignal.abort() } })), ['app OutOfTime']);
      assert.equal(patches(sandbox).length, 0);
    }));

  it('where no time is left for another try says why it failed', () =>
    patching({}, async ({ sandbox, clock, patch }) => {
      sandbox.fail({ fault: { type: 'serverError', code: 503 }, times: Infinity });
      const { signal } = new AbortController();
      const outcomes = await patch({ budget: { signal, endsAt: clock.now() + 1 } });
      assert.deepEqual(words(outcomes), ['app ServerError']);
      assert.equal(patches(sandbox).length, 1);
    }));
});
