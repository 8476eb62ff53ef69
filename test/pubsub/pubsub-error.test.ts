import assert from 'node:assert/strict';
import { Metadata, status as STATUS } from '@grpc/grpc-js';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import { formatCommand, REASONS, type ErrorReason } from '../../lib/core/errors/reason.ts';
import {
  describeOperation,
  publishOperation,
  pubsubError,
  pullOperation,
  type PubSubOperation,
} from '../../lib/pubsub/pubsub-error.ts';

const TOPIC = publishOperation({ project: 'p', topic: 't' });
const PULL = pullOperation({ project: 'p', subscription: 's' });
const LOOK = describeOperation({ project: 'p', subscription: 's' });
const DISABLED =
  'Cloud Pub/Sub API has not been used in project 123 before or it is disabled. Enable it by visiting https://…';

function refusal(code: number, details: string): Error {
  return Object.assign(new Error(`${code} ${STATUS[code]}: ${details}`), {
    code,
    details,
    metadata: new Metadata(),
  });
}

describe('the fault of a status', () => {
  const faults: readonly (readonly [number, string, PubSubOperation, ErrorReason])[] = [
    [STATUS.NOT_FOUND, 'Resource not found', TOPIC, 'NoTopic'],
    [STATUS.NOT_FOUND, 'Resource not found', PULL, 'NoSubscription'],
    [STATUS.NOT_FOUND, 'Resource not found', LOOK, 'NoSubscription'],
    [STATUS.PERMISSION_DENIED, 'User not authorized', TOPIC, 'ForbiddenToPublish'],
    [STATUS.PERMISSION_DENIED, 'User not authorized', PULL, 'ForbiddenToPull'],
    [STATUS.PERMISSION_DENIED, 'User not authorized', LOOK, 'ForbiddenToLook'],
    [STATUS.PERMISSION_DENIED, DISABLED, PULL, 'ApiDisabled'],
    [STATUS.INVALID_ARGUMENT, 'Invalid', TOPIC, 'NotPublishable'],
    [STATUS.INVALID_ARGUMENT, 'Invalid', PULL, 'InvalidConfig'],
    [STATUS.OK, '', PULL, 'UnexpectedAnswer'],
    [STATUS.CANCELLED, '', PULL, 'ServerError'],
    [STATUS.UNAVAILABLE, 'Name resolution failed for target dns:x', PULL, 'NoSuchHost'],
    [STATUS.UNAVAILABLE, 'No connection established', PULL, 'Unreachable'],
    [99, 'What is that', PULL, 'UnexpectedAnswer'],
  ];
  for (const [code, details, asked, reason] of faults) {
    it(`is ${reason} for ${STATUS[code] ?? code} (${details}) of ${asked.what}`, () => {
      const fault = pubsubError(refusal(code, details), asked);
      assert.equal(fault.reason, reason);
      assert.ok(fault.message.startsWith(`${asked.what}: `));
    });
  }

  for (const [code, details, asked, reason] of faults.filter(([, , , each]) => 'command' in REASONS[each]))
    it(`that is ${reason} of ${asked.what} has all names of its command`, () => {
      const fault = pubsubError(refusal(code, details), asked, 'user:ann@example.com');
      assert.ok(formatCommand(reason, fault.terms)?.startsWith('gcloud '));
    });

  it('names who has to be let in, to what', () => {
    const fault = pubsubError(refusal(STATUS.PERMISSION_DENIED, 'no'), TOPIC, 'user:ann@example.com');
    assert.equal(
      formatCommand(fault.reason, fault.terms),
      'gcloud pubsub topics add-iam-policy-binding t --project p --member user:ann@example.com --role roles/pubsub.publisher',
    );
  });

  it('names the project in which the API has to be enabled', () => {
    const fault = pubsubError(refusal(STATUS.PERMISSION_DENIED, DISABLED), TOPIC);
    assert.equal(
      formatCommand(fault.reason, fault.terms),
      'gcloud services enable pubsub.googleapis.com --project 123',
    );
  });

  it('cannot be made to write on a terminal', () => {
    const { message } = pubsubError(refusal(STATUS.INTERNAL, '\u001b[2J'.repeat(1_000)), TOPIC);
    assert.ok(!message.includes('\u001b') && message.length < 5_000);
  });

  it('tells no token', () => {
    const { message } = pubsubError(refusal(STATUS.UNAUTHENTICATED, 'ya29.s3cret is refused'), TOPIC);
    assert.ok(!message.includes('s3cret'));
  });

  it('is Unexpected where the library fails itself, and a Fault stays what it is', () => {
    assert.equal(pubsubError(new TypeError('x is not a function'), TOPIC).reason, 'Unexpected');
    assert.equal(pubsubError('text', TOPIC).reason, 'Unexpected');
    const fault = new UpdaterError('OutOfTime', 'x');
    assert.equal(pubsubError(fault, TOPIC), fault);
  });
});
