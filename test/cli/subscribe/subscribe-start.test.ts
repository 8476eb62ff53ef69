import assert from 'node:assert/strict';
import { EXIT } from '../../../lib/cli/exit-code.ts';
import { UpdaterError } from '../../../lib/core/errors/updater-error.ts';
import { WALL_CLOCK } from '../../../lib/async/clock.ts';
import { until } from '../../support/until.ts';
import { withTcp } from '../../support/local-server.ts';
import { fakePuller } from '../../support/fake-puller.ts';
import { NAME, CLUSTERS, running, looking } from './subscribing.ts';
import { GOOD } from '../../support/consumer-builders.ts';

describe('image-updater subscribe', () => {
  it('pulls from those of the configuration where none is named', async () => {
    const pubsub = looking(GOOD);
    const config = `${CLUSTERS}subscriptions: [${NAME}]\n`;
    const during = () => until(() => pubsub.opened.length > 0);
    assert.equal((await running({ names: [], config, pubsub, during })).code, EXIT.done);
  });

  for (const [title, names, config, says] of [
    ['no subscription', [], CLUSTERS, /expected a subscription/],
    ['a name that cannot be read', ['pull'], CLUSTERS, /projects\/PROJECT\/subscriptions/],
    ['a wrong configuration', [NAME], 'clusters: []', /clusters: expected/],
  ] as const)
    it(`with ${title} is wrong use, and pulls nothing`, async () => {
      const pubsub = looking(GOOD);
      const { code, written, noted } = await running({ names, config, pubsub });
      assert.deepEqual([code, written, pubsub.opened.length], [EXIT.misuse, '', 0]);
      assert.match(noted, says);
    });

  it('says of each subscription why it cannot be pulled from, and pulls from none', async () => {
    const pushing = 'projects/shop/subscriptions/pushing';
    const terms = { PROJECT: 'shop', SUBSCRIPTION: 'pull' };
    const pubsub = fakePuller({
      clock: WALL_CLOCK,
      facts: {
        [NAME]: new UpdaterError('NoSubscription', 'no', { terms }),
        [pushing]: { ...GOOD, pushEndpoint: 'https://f.example/' },
      },
    });
    const { code, noted } = await running({
      names: [NAME, pushing, 'projects/shop/subscriptions/good'],
      pubsub,
    });
    assert.deepEqual([code, pubsub.opened.length], [EXIT.failed, 0]);
    for (const each of [
      /^NoSubscription: .*\n.*\ngcloud pubsub subscriptions list --project shop\n/,
      /\nPushSubscription: .*\n.*\ngcloud pubsub subscriptions create pushing-pull --project shop /,
    ])
      assert.match(noted, each);
  });

  it('warns of a subscription without a retry policy, with the line that sets it, and pulls', async () => {
    const pubsub = looking({ ...GOOD, backsOff: false });
    const { code, noted } = await running({ pubsub, during: () => until(() => pubsub.opened.length > 0) });
    assert.equal(code, EXIT.done);
    assert.match(noted, /^Warning: .*\ngcloud pubsub subscriptions update pull .*\nPulling from/);
  });

  it('takes the topic that is named where it may not look', async () => {
    const pubsub = looking(new UpdaterError('ForbiddenToLook', 'no'));
    const options = { topic: 'projects/other-1/topics/gcr' };
    await running({ pubsub, options, during: () => until(() => pubsub.opened.length > 0) });
    assert.deepEqual(pubsub.opened[0]?.topic, { project: 'other-1', topic: 'gcr' });
  });

  it('with metrics and no port for them is wrong use', async () =>
    assert.equal((await running({ options: { metrics: true } })).code, EXIT.misuse));

  it('with a health port that is taken is wrong use', () =>
    withTcp(
      () => undefined,
      async ({ port }) => {
        const pubsub = looking(GOOD);
        const options = { healthPort: Number(port), healthHost: '127.0.0.1' };
        const { code, noted } = await running({ pubsub, options });
        assert.deepEqual([code, pubsub.opened.length], [EXIT.misuse, 0]);
        assert.match(noted, /EADDRINUSE/);
      },
    ));

  it('that is interrupted while it looks pulls nothing', async () => {
    const pubsub = looking(GOOD);
    const { code } = await running({ pubsub, during: () => Promise.resolve() });
    assert.deepEqual([code, pubsub.opened.length], [EXIT.done, 0]);
  });
});
