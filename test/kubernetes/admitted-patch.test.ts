import assert from 'node:assert/strict';
import { digest, REPOSITORY, rule, settings } from '../support/builders.ts';
import { images, now, patches } from '../support/on-sandbox.ts';
import { admission } from '../support/admission.ts';
import { admissionWrittenBy, details, mirror, status } from './admitting.ts';
import { patching, TO, words } from './patching.ts';

const BEFORE = `${REPOSITORY}:v1`;
const before = () => BEFORE;
const resolved = (image: string) => (image.includes('@') ? image : `${image}@${digest(1)}`);
const SIDES = ['app', 'side'].map((name) => ({ name, image: BEFORE }));

describe('a patch of which admission makes another image', () => {
  it('is Rewritten, says what was expected and what runs, and is followed', () =>
    patching({}, async ({ sandbox, patch }) => {
      sandbox.fail(admission(mirror));
      const outcomes = await patch();
      assert.deepEqual(words(outcomes), ['app Rewritten']);
      assert.ok(details(outcomes).includes(`expected the image ${TO}, got ${mirror(TO)}`));
      assert.deepEqual([images(sandbox), status(sandbox)], [{ app: mirror(TO) }, 'followed']);
      assert.equal(patches(sandbox).length, 2);
    }));

  it('is updated where the text alone is another one, and says the text that runs', () =>
    patching({ settings: settings({ pin: 'tag' }) }, async ({ sandbox, patch }) => {
      sandbox.fail(admission(resolved));
      const [outcome] = await patch();
      assert.ok(outcome?.result === 'updated');
      assert.deepEqual([outcome.to, outcome.pinned], [TO, true]);
      assert.equal(status(sandbox), 'followed');
    }));

  it('is Refused where the image before came back', () =>
    patching({}, async ({ sandbox, patch }) => {
      sandbox.fail(admission(before));
      const outcomes = await patch();
      assert.deepEqual(words(outcomes), ['app Refused']);
      assert.ok(details(outcomes).includes(`expected the image ${TO}, got ${BEFORE}`));
      assert.equal(now(sandbox).labels['app.image-updater/applied'], '0.2');
    }));

  it('counts for each container by itself', () =>
    patching({ objects: [{ containers: SIDES }] }, async ({ sandbox, patch }) => {
      sandbox.fail(admission((image, name) => (name === 'side' ? mirror(image) : image)));
      assert.deepEqual(words(await patch()), ['app updated', 'side Rewritten']);
      assert.deepEqual([status(sandbox), status(sandbox, 'side')], ['followed', 'followed']);
    }));

  it('that wrote only the record is Rewritten too', () => {
    const configured = settings({ rules: [rule('same-tag')] });
    const objects = [{ containers: [{ name: 'app', image: TO }] }];
    return patching({ objects, settings: configured }, async ({ sandbox, patch }) => {
      sandbox.fail(admission(mirror));
      assert.deepEqual(words(await patch()), ['app Rewritten']);
      assert.equal(status(sandbox), 'followed');
    });
  });

  it('is said in a dry run, which stores nothing', () =>
    patching({}, async ({ sandbox, patch }) => {
      sandbox.fail(admission(mirror));
      assert.deepEqual(words(await patch({ dryRun: true })), ['app Rewritten']);
      assert.deepEqual(images(sandbox), { app: BEFORE });
      assert.equal(patches(sandbox).length, 1);
    }));

  it('needs no second patch where the image is as it was written', () =>
    patching({}, async ({ sandbox, patch }) => {
      sandbox.fail(admission((image) => image));
      assert.deepEqual(words(await patch()), ['app updated']);
      assert.equal(patches(sandbox).length, 1);
    }));
});

describe('a patch of which admission makes another image, and whose answer is lost', () => {
  it('is Rewritten where pushes no longer reach what runs, and is followed', () =>
    patching({}, async ({ sandbox, patch }) => {
      sandbox.fail(admission(mirror));
      sandbox.fail({ fault: { type: 'lostAnswer' } });
      assert.deepEqual(words(await patch()), ['app Rewritten']);
      assert.deepEqual([images(sandbox), status(sandbox)], [{ app: mirror(TO) }, 'followed']);
    }));

  it('is Rewritten where pushes still reach it too, and is followed', () =>
    patching({}, async ({ sandbox, patch }) => {
      sandbox.fail(admissionWrittenBy('image-updater', () => `${REPOSITORY}:v1-patched`));
      sandbox.fail({ fault: { type: 'lostAnswer' } });
      assert.deepEqual(words(await patch()), ['app Rewritten']);
      assert.equal(status(sandbox), 'followed');
    }));

  it('is updated where the text alone is another one, and is followed', () =>
    patching({ settings: settings({ pin: 'tag' }) }, async ({ sandbox, patch }) => {
      sandbox.fail(admission(resolved));
      sandbox.fail({ fault: { type: 'lostAnswer' } });
      const [outcome] = await patch();
      assert.ok(outcome?.result === 'updated');
      assert.deepEqual([outcome.to, status(sandbox)], [TO, 'followed']);
    }));

  it('is Refused where the image before came back, and the same push counts again', () =>
    patching({}, async ({ sandbox, patch }) => {
      sandbox.fail(admissionWrittenBy('image-updater', before));
      sandbox.fail({ fault: { type: 'lostAnswer' } });
      const outcomes = await patch();
      assert.deepEqual(words(outcomes), ['app Refused']);
      assert.ok(details(outcomes).includes(`expected the image ${TO}, got ${BEFORE}`));
      assert.equal(now(sandbox).labels['app.image-updater/applied'], '0.2');
    }));

  it('counts for each container by itself', () =>
    patching({ objects: [{ containers: SIDES }] }, async ({ sandbox, patch }) => {
      sandbox.fail(admission((image, name) => (name === 'side' ? mirror(image) : image)));
      sandbox.fail({ fault: { type: 'lostAnswer' } });
      assert.deepEqual(words(await patch()), ['app updated', 'side Rewritten']);
      assert.deepEqual([status(sandbox), status(sandbox, 'side')], ['followed', 'followed']);
    }));

  it('is neither where another manager wrote the image since', () =>
    patching({}, async ({ sandbox, patch }) => {
      sandbox.fail(admissionWrittenBy('kubectl-set', before));
      sandbox.fail({ fault: { type: 'lostAnswer' } });
      assert.deepEqual(words(await patch()), ['app NotNewer']);
      assert.equal(now(sandbox).labels['app.image-updater/applied'], '1000.1');
    }));

  it('is corrected once where the answer to the correction is lost too', () =>
    patching({}, async ({ sandbox, patch }) => {
      sandbox.fail(admission(mirror));
      sandbox.fail({ fault: { type: 'lostAnswer' }, times: 2 });
      const outcomes = await patch();
      assert.deepEqual(words(outcomes), ['app Rewritten']);
      assert.ok(!details(outcomes).includes('could not be corrected'));
      assert.equal(now(sandbox).labels['app.image-updater/applied'], '1000.2');
    }));
});
