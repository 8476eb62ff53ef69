import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { decodePush } from '../../../lib/core/event/decode-push.ts';
import type { DeliveryRequest } from '../../../lib/core/event/shapes/request.ts';
import { readRequest } from '../../../lib/core/event/read-delivery.ts';
import { UpdaterError } from '../../../lib/core/errors/updater-error.ts';
import { codePoint } from '../../support/code-point.ts';
import { posted, toRequest, SHAPES } from '../../support/deliveries.ts';
import { base64 } from '../../support/base64.ts';
import { WEB, settings, insert } from './decoding.ts';

/** What becomes of a request: a reason, or none for a push. */
function outcome(request: DeliveryRequest): { readonly reason?: string; readonly said: string } {
  try {
    const answer = decodePush(readRequest(request, settings), settings);
    return 'push' in answer ? { said: '' } : { reason: answer.reason, said: answer.detail };
  } catch (error) {
    if (!(error instanceof UpdaterError)) throw error;
    assert.equal(error.transient, false);
    return { reason: error.reason, said: error.message };
  }
}

/** What is said may be printed on any terminal, and does not fill it. */
function isPrintable(said: string): void {
  assert.doesNotMatch(said, /[\p{Cc}\p{Cf}\p{Cs}]/u);
  assert.ok(said.length < 1500);
}

describe('decode', () => {
  it('reads any push that was sent in any of the shapes back as it was', () => {
    const word = fc.stringMatching(/^[a-z0-9]{1,10}$/);
    const pushes = fc.record({
      image: word,
      tag: fc.stringMatching(/^[A-Za-z0-9_][\w.-]{0,30}$/).filter((tag) => !tag.includes('buildcache')),
      bits: fc.option(
        fc.stringMatching(/^[0-9a-f]{64}$/).map((hex) => `sha256:${hex}`),
        { nil: undefined },
      ),
      publishedAt: fc.integer({ min: 0, max: 4_000_000_000_000 }),
      id: fc.stringMatching(/^[0-9]{1,19}$/),
      project: fc.constantFrom('shop', 'example.com:shop'),
      shape: fc.constantFrom(...SHAPES),
    });
    fc.assert(
      fc.property(pushes, ({ image, tag, bits, publishedAt, id, project, shape }) => {
        const repository = `us-docker.pkg.dev/${project.replace(':', '/')}/gcr.io/${image}`;
        const payload = JSON.stringify(insert(`${repository}:${tag}`, bits && `${repository}@${bits}`));
        const publishTime = new Date(publishedAt).toISOString();
        const topic = { project, topic: 'gcr' };
        const sent = { payload, id, publishTime, attributes: {}, topic, receivedAt: publishedAt };
        assert.deepEqual(decodePush(readRequest(toRequest(shape, sent), settings), settings), {
          push: {
            repository,
            tag,
            ...(bits === undefined ? {} : { digest: bits }),
            publishedAt,
            id: shape === 'bare' ? `received-${publishedAt}` : id,
            source: project,
          },
        });
      }),
    );
  });

  describe('whatever is sent, answers with a reason, printable and short', () => {
    // Controls, escapes, marks that turn the direction of text: all that may not reach a terminal.
    const nasty = fc.string({
      unit: fc.constantFrom('a', ':', '/', '@', '\u{1b}', '\u{9b}', '\n', '\u{202e}', '\u{d800}'),
    });
    const headers = fc.constantFrom(
      {},
      { 'ce-id': '1' },
      { 'content-type': 'application/cloudevents+json' },
      { 'x-goog-pubsub-message-id': '1' },
    );
    const anyJson = fc.jsonValue({ maxDepth: 4, stringUnit: codePoint });

    it('bytes', () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 200 }), headers, fc.string(), (body, given, path) => {
          isPrintable(outcome({ path, headers: given, body, receivedAt: 1 }).said);
        }),
      );
    });

    it('JSON', () => {
      fc.assert(
        fc.property(anyJson, headers, (value, given) => {
          isPrintable(outcome(posted(value, { headers: given })).said);
        }),
      );
    });

    it('JSON in messages', () => {
      const message = fc.record(
        {
          data: fc.oneof(
            anyJson,
            nasty,
            anyJson.map((value) => base64(JSON.stringify(value))),
          ),
          attributes: fc.oneof(anyJson, fc.dictionary(nasty, nasty)),
          messageId: fc.oneof(anyJson, nasty),
          publishTime: fc.oneof(anyJson, nasty),
        },
        { requiredKeys: [] },
      );
      fc.assert(
        fc.property(message, (value) => {
          isPrintable(outcome(posted({ message: value })).said);
        }),
      );
    });

    it('texts in events', () => {
      const text = fc.oneof(
        nasty,
        fc.string({ unit: codePoint }),
        nasty.map((end) => `${WEB}:v1${end}`),
      );
      const events = fc.record(
        { action: fc.oneof(fc.constant('INSERT'), text), tag: text, digest: text },
        { requiredKeys: ['action'] },
      );
      fc.assert(
        fc.property(
          events,
          fc.oneof(
            fc.constant('/'),
            nasty.map((name) => `/projects/${name}/topics/t`),
          ),
          (event, path) => {
            isPrintable(outcome(posted(event, { path })).said);
          },
        ),
      );
    });
  });

  it('answers 10 MB of any kind, without a look at them', () => {
    for (const text of ['[', '{"message":', '"', 'A', '\\']) {
      const body = Buffer.alloc(10_000_000, text);
      assert.equal(outcome(posted(0, { body })).reason, 'TooLarge');
    }
  });
});
