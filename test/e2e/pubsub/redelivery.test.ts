/** What fails is delivered again until it is done, or is a dead letter; what is done already is left alone. */
import assert from 'node:assert/strict';
import { images } from '../../support/on-sandbox.ts';
import { entriesOf, labelOf, reasonsIn } from './log.ts';
import { imageOf, inserted, withInstallation, rolloutsOf, web } from './installation.ts';
import { until } from './until.ts';

function twoClusters(repository: string) {
  return { up: [web(repository)], down: [web(repository)] };
}

describe('a cluster that is down at first, and comes back', () => {
  it('has the message delivered until it is updated; the other one is rolled out once', () =>
    withInstallation({ clusters: twoClusters }, async (installation) => {
      const { repository, gcr, rest, cluster, delivered } = installation;
      const comeBack = await installation.takeDown('down');
      await rest.publish(gcr, { data: inserted(repository) });
      await until('two attempts', () => delivered.filter(({ status }) => status === 500).length >= 2);
      assert.equal(images(cluster('up'))['app'], imageOf(repository));

      const back = await comeBack();
      await until('a delivery that is done', () => delivered.some(({ status }) => status === 204));
      assert.equal(images(back)['app'], imageOf(repository));
      assert.deepEqual([rolloutsOf(cluster('up')), rolloutsOf(back)], [1, 1]);
    }));
});

describe('a message that fails for good', () => {
  it('is a dead letter after the configured attempts, each of which says message id and reason in the log', () =>
    withInstallation(
      { clusters: twoClusters, delivery: { attempts: 5 } },
      async (installation) => {
        const { repository, gcr, rest, deadLetters, delivered } = installation;
        await installation.takeDown('down');
        const data = inserted(repository);
        const [id = ''] = await rest.publish(gcr, { data });

        const letters = await rest.pullOne(deadLetters);
        assert.equal(letters.data, data);
        assert.equal(letters.attributes['CloudPubSubDeadLetterSourceDeliveryCount'], '5');
        assert.deepEqual(
          delivered.map(({ messageId, status }) => [messageId, status]),
          Array.from({ length: 5 }, () => [id, 500]),
        );
        const entries = entriesOf(installation.function, id);
        assert.deepEqual(
          reasonsIn(entries),
          Array.from({ length: 5 }, () => 'Unreachable'),
        );
        const ends = entries.filter(({ message }) => message === 'Event handled');
        assert.deepEqual(
          ends.map((entry) => labelOf(entry, 'push')),
          Array.from({ length: 5 }, () => id),
        );
      },
    ));

  it('does not keep others from being delivered', () =>
    withInstallation(
      { clusters: twoClusters, delivery: { attempts: 5 } },
      async (installation) => {
        const { repository, gcr, rest, deadLetters, delivered, cluster } = installation;
        await installation.takeDown('down');
        await rest.publish(gcr, { data: inserted(repository) });
        await until('an attempt', () => delivered.length > 0);
        const [id] = await rest.publish(gcr, { data: 'garbage' });
        await until('the other one', () => delivered.some(({ messageId }) => messageId === id));
        await rest.pullOne(deadLetters);
        assert.equal(rolloutsOf(cluster('up')), 1);
      },
    ));
});

describe('many messages that fail at the same time, again and again', () => {
  it('are each delivered again, and are all dead letters in the end', () =>
    withInstallation({ delivery: { attempts: 5 } }, async (installation) => {
      const { repository, gcr, rest, deadLetters, delivered, cluster } = installation;
      cluster().fail({ fault: { type: 'forbidden', user: 'updater' }, times: Infinity });
      const messages = Array.from({ length: 20 }, () => ({ data: inserted(repository) }));
      const ids = await rest.publish(gcr, ...messages);

      for (const _ of ids) await rest.pullOne(deadLetters);
      assert.deepEqual(
        ids.map((id) => delivered.filter(({ messageId }) => messageId === id).map(({ status }) => status)),
        ids.map(() => [500, 500, 500, 500, 500]),
      );
    }));
});

describe('a function that is slower than the ack deadline', () => {
  it('gets the message again while it still works, and rolls each workload out once', () => {
    const names = ['web-0', 'web-1', 'web-2'];
    const several = (repository: string) => ({ test: names.map((name) => web(repository, name)) });
    return withInstallation(
      { clusters: several, delivery: { ackDeadlineSeconds: 10 } },
      async (installation) => {
        const { repository, gcr, rest, cluster, delivered } = installation;
        // Of the first delivery alone: what comes while it waits finds a quick cluster.
        cluster().fail({ fault: { type: 'delay', ms: 13_000 }, match: { method: 'PATCH' }, times: 3 });
        await rest.publish(gcr, { data: inserted(repository) });
        await until('a second delivery', () => delivered.length >= 2);
        const [first, second] = delivered;
        assert.ok(first !== undefined && second !== undefined);
        assert.equal(first.messageId, second.messageId);
        await until('the end of all', () => delivered.every(({ ended }) => ended !== undefined));
        assert.ok(second.began < (first.ended ?? 0), 'the second came while the first was at work');
        await until('one that is done', () => delivered.some(({ status }) => status === 204));
        for (const name of names) {
          assert.equal(images(cluster(), name)['app'], imageOf(repository));
          assert.equal(rolloutsOf(cluster(), name), 1);
        }
      },
    );
  });
});

describe('a function that is killed in the middle of patching', () => {
  it('finishes once it runs again: every workload is rolled out once', () => {
    const names = Array.from({ length: 8 }, (_, n) => `web-${n}`);
    const several = (repository: string) => ({ test: names.map((name) => web(repository, name)) });
    return withInstallation({ clusters: several }, async (installation) => {
      const { repository, gcr, rest, cluster, delivered } = installation;
      const hanging = /web-[4-7]$/;
      cluster().fail({ fault: { type: 'hang' }, match: { method: 'PATCH', path: hanging }, times: Infinity });
      await rest.publish(gcr, { data: inserted(repository) });
      const patched = () => names.filter((name) => rolloutsOf(cluster(), name) > 0);
      const asked = () => cluster().requests.filter(({ method }) => method === 'PATCH');
      await until(
        'the first half',
        () => patched().length === 4 && asked().some(({ path }) => hanging.test(path)),
      );
      await installation.function.kill();
      cluster().heal();
      await until('a delivery that nobody answers', () => delivered.some(({ status }) => status === 502));
      await installation.function.start();
      await until('all of them', () => patched().length === names.length);
      await until('a delivery that is done', () => delivered.some(({ status }) => status === 204));
      for (const name of names) {
        assert.equal(images(cluster(), name)['app'], imageOf(repository));
        assert.equal(rolloutsOf(cluster(), name), 1, name);
      }
    });
  });
});
