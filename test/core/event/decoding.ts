/** Payloads, decoded. */
import type { DecodeSettings } from '../../../lib/core/event/decode-push.ts';
import type { Delivery } from '../../../lib/core/event/delivery.ts';
import { glob } from '../../support/builders.ts';

export const WEB = 'europe-docker.pkg.dev/shop/images/web';

export const SHOP = { project: 'shop', topic: 'gcr' };

export const settings: DecodeSettings = {
  aliases: [{ prefix: 'mirror.io/shop', means: 'europe-docker.pkg.dev/shop/images' }],
  repositories: [glob('quay.io/friends/*')],
  ownTopics: [],
  ignoreTags: [glob('*buildcache*')],
};

export const delivery: Delivery = { shape: 'push', data: '', attributes: {}, id: 'm1', publishedAt: 1000 };

export function insert(tag?: unknown, bits?: unknown): object {
  return { action: 'INSERT', tag, digest: bits };
}
