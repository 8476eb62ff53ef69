import assert from 'node:assert/strict';
import { onlineText } from '../../../lib/cli/registries/online-text.ts';
import { MACHINE } from '../../support/registry-environment.ts';
import { VAULT, WEB, withImages } from './running-images.ts';

const bold = (text: string) => text;

describe('the text of an online check', () => {
  it('is the same of registries in `clusters` and `config check --online`', () =>
    withImages(async ({ registry, text }) => {
      for (const place of [WEB, VAULT]) registry.allow(MACHINE, place);
      const texts = [await text('clusters'), await text('config check --online')];
      const registries = texts.map((each) => each.slice(each.indexOf('\nRegistries\n')));
      assert.ok(registries[0]?.includes(`${WEB}: can be listed`));
      assert.equal(registries[0], registries[1]);
    }));
  it('has nothing of registries that were not checked', () =>
    assert.ok(!onlineText({ inspections: [] }, bold).includes('Registries')));
});
