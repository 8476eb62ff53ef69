import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Delivery } from '../../lib/core/event/delivery.ts';
import { valueAt, isObject, parseJson } from '../../lib/core/text/json.ts';
import type { Requeue } from '../../lib/core/report/event-result.ts';
import { reportCluster, type ContainerOutcome, type Report } from '../../lib/core/report/report.ts';
import { reportDocument } from '../../lib/report/report-document.ts';
import { reportEvent } from '../../lib/report/report-event.ts';
import { codePoint } from '../support/code-point.ts';
import { push, REPOSITORY } from '../support/builders.ts';
import { anyReport, complaints, DELIVERY, UNPRINTABLE } from '../support/report-builders.ts';
import { EVENT, sampleMessage } from './sample-report.ts';
import { LIST_FAULT, SUBJECT, updatedOutcome } from '../support/outcome-builders.ts';

const IMAGE = { image: `${REPOSITORY}:v0` };
const UPDATED = updatedOutcome({ ...IMAGE, from: IMAGE.image, to: `${REPOSITORY}:v1` });
const PLANNED: ContainerOutcome = { ...UPDATED, result: 'planned' };
const ALREADY_APPLIED: ContainerOutcome = { ...UPDATED, result: 'alreadyApplied' };
const REFUSED: ContainerOutcome = { ...SUBJECT, ...IMAGE, result: 'failed', reason: 'Refused', detail: 'no' };
const CONFLICT: ContainerOutcome = { ...REFUSED, reason: 'Conflict' };

function reportOf(
  outcomes: readonly ContainerOutcome[],
  faults: readonly (typeof LIST_FAULT)[] = [],
): Report {
  return { push: push(), clusters: [reportCluster('production', 40, outcomes, faults)] };
}

describe('the event of a report', () => {
  it('is a CloudEvent in binary mode, whose data is the document', () => {
    const report = reportOf([UPDATED]);
    const { data, attributes } = reportEvent({ report, delivery: DELIVERY }, EVENT);
    assert.deepEqual(attributes, {
      'content-type': 'application/json',
      'ce-specversion': '1.0',
      'ce-id': EVENT.id,
      'ce-type': 'dev.image-updater.report',
      'ce-source': '//pubsub.googleapis.com/projects/shop/subscriptions/image-pushed',
      'ce-subject': `${REPOSITORY}:v1`,
      'ce-time': '2026-11-23T12:00:00.000Z',
      'ce-updated': 'true',
      'ce-alreadyapplied': 'false',
      'ce-failed': 'false',
      'ce-redelivery': 'false',
    });
    assert.deepEqual(parseJson(Buffer.from(data).toString()), reportDocument(report));
  });

  it('that reconcile found is not redelivered, whatever failed', () => {
    const report = { ...reportOf([CONFLICT]), push: push({ trigger: 'reconcile' }) };
    const { data, attributes } = reportEvent({ report, delivery: DELIVERY }, EVENT);
    const document = parseJson(Buffer.from(data).toString());
    assert.deepEqual([attributes['ce-redelivery'], valueAt(document, ['redelivery'])], ['false', false]);
    assert.equal(valueAt(document, ['push', 'trigger']), 'reconcile');
  });

  it('of a real run tells of the update and of the refusal', async () => {
    const { data, attributes } = await sampleMessage();
    const document = parseJson(Buffer.from(data).toString());
    assert.deepEqual(complaints(document), []);
    assert.deepEqual(
      ['updated', 'failed', 'skipped'].map((key) => valueAt(document, ['totals', key])),
      [1, 1, 1],
    );
    assert.deepEqual([attributes['ce-updated'], attributes['ce-failed']], ['true', 'true']);
  });

  const flags: readonly (readonly [string, Report, string])[] = [
    ['an update', reportOf([UPDATED]), 'true false false'],
    ['an update by an earlier delivery', reportOf([ALREADY_APPLIED]), 'false false false'],
    ['what was only planned', reportOf([PLANNED]), 'false false false'],
    ['a failure that is final', reportOf([UPDATED, REFUSED]), 'true true false'],
    ['a failure that may pass', reportOf([CONFLICT]), 'false true true'],
    ['a fault', reportOf([], [LIST_FAULT]), 'false true true'],
  ];
  for (const [title, report, expected] of flags)
    it(`has for ${title} the filters updated, failed, redelivery: ${expected}`, () => {
      const { attributes } = reportEvent({ report, delivery: DELIVERY }, EVENT);
      const values = ['ce-updated', 'ce-failed', 'ce-redelivery'].map((key) => attributes[key]);
      assert.equal(values.join(' '), expected);
    });

  it('says of updates of earlier deliveries alone that there are any', () => {
    const flag = (outcome: ContainerOutcome) =>
      reportEvent({ report: reportOf([outcome]), delivery: DELIVERY }, EVENT).attributes['ce-alreadyapplied'];
    assert.deepEqual([flag(ALREADY_APPLIED), flag(UPDATED)], ['true', 'false']);
  });

  it('of a call that nobody tries again asks for no other', () => {
    const delivery = { ...DELIVERY, shape: 'api' as const };
    const flag = (requeue: Requeue | undefined) =>
      reportEvent({ report: reportOf([CONFLICT]), delivery, requeue }, EVENT).attributes['ce-redelivery'];
    assert.deepEqual(
      [flag({ is: 'queued' }), flag({ is: 'none' }), flag(undefined)],
      ['true', 'false', 'false'],
    );
  });

  const HOST = '//pubsub.googleapis.com';
  const topic = { project: 'example.com:shop', topic: 'gcr' };
  const { subscription: _, ...bare } = DELIVERY;
  const subscription = 'projects/shop/subscriptions/image-pushed';
  const sources: readonly (readonly [string, Partial<Delivery>, string])[] = [
    ['the subscription', { subscription, topic }, `${HOST}/projects/shop/subscriptions/image-pushed`],
    [
      'the subscription, escaped where a URI wants it',
      { subscription: 'projects/shop/subscriptions/a%b+c' },
      `${HOST}/projects/shop/subscriptions/a%25b+c`,
    ],
    ['the topic where no subscription is known', { topic }, `${HOST}/projects/example.com:shop/topics/gcr`],
    [
      'the topic where the subscription is no name',
      { subscription: 'projects/shop/subscriptions/a b\n#?', topic },
      `${HOST}/projects/example.com:shop/topics/gcr`,
    ],
    ['us where nothing is known', {}, '/image-updater'],
    [
      'us where the name has no room',
      { topic: { project: 'shop', topic: 'x'.repeat(1024) } },
      '/image-updater',
    ],
  ];
  for (const [title, brought, source] of sources)
    it(`comes from ${title}`, () => {
      const { attributes } = reportEvent(
        { report: reportOf([UPDATED]), delivery: { ...bare, ...brought } },
        EVENT,
      );
      assert.equal(attributes['ce-source'], source);
    });

  it('is within what Pub/Sub takes, whatever the report holds, and its data is a document', () =>
    fc.assert(
      fc.property(anyReport, fc.string({ unit: codePoint }), (report, odd) => {
        const { data, attributes } = reportEvent(
          { report, delivery: { ...DELIVERY, subscription: odd } },
          EVENT,
        );
        for (const [key, value] of Object.entries(attributes)) {
          assert.ok(Buffer.byteLength(key) <= 256 && Buffer.byteLength(value) <= 1024, key);
          assert.ok(value !== '' && !UNPRINTABLE.test(value), key);
        }
        assert.ok(URL.canParse(attributes['ce-source'] ?? '', 'https://example.com'));
        const document = parseJson(Buffer.from(data).toString());
        assert.ok(isObject(document));
        assert.deepEqual(complaints(document), []);
      }),
    ));
});
