/** The updates that the product makes, one of each sort. */
import type { Push } from '../../../../lib/core/event/push.ts';
import type { Settings } from '../../../../lib/core/settings.ts';
import { digest, policy, push, REPOSITORY } from '../../../support/builders.ts';
import { LATER, type Made } from './own-cluster.ts';

/** A workload, what is pushed to it, and what it runs in the end. */
export interface UpdateCase {
  readonly made?: Partial<Made>;
  readonly setting?: Partial<Settings>;
  /** One after the other. */
  readonly pushes: readonly Push[];
  /** What somebody sets the image of the first container to before each push but the first. */
  readonly byHand?: string;
  /** The images at the end, by container. */
  readonly images: Readonly<Record<string, string>>;
}

const FIRST = push({ publishedAt: LATER, id: 'm1' });
const SECOND = push({ publishedAt: LATER + 1, id: 'm2', digest: digest(2) });
const ANY = policy('any');

/** Every kind of update, by its special feature. */
export const UPDATES: Readonly<Record<string, UpdateCase>> = {
  'first, without a map of labels or annotations': {
    pushes: [FIRST],
    images: { app: `${REPOSITORY}:v1@${digest(1)}` },
  },
  'first, beside labels and annotations of others': {
    made: { metadata: { labels: { team: 'a' }, annotations: { 'example.com/team': 'a' } } },
    pushes: [FIRST],
    images: { app: `${REPOSITORY}:v1@${digest(1)}` },
  },
  'from digest to digest': {
    pushes: [FIRST, SECOND],
    images: { app: `${REPOSITORY}:v1@${digest(2)}` },
  },
  'to another tag': {
    setting: { policy: ANY },
    pushes: [FIRST, push({ publishedAt: LATER + 1, id: 'm2', tag: 'v2', digest: digest(2) })],
    images: { app: `${REPOSITORY}:v2@${digest(2)}` },
  },
  'of a tag alone': {
    setting: { policy: ANY, pin: 'tag' },
    pushes: [push({ publishedAt: LATER, tag: 'v2' })],
    images: { app: `${REPOSITORY}:v2` },
  },
  'of the same tag, by a restart, twice': {
    setting: { pin: 'tag' },
    pushes: [FIRST, SECOND],
    images: { app: `${REPOSITORY}:v1` },
  },
  'of the mark alone, where the bits run already': {
    pushes: [FIRST, push({ publishedAt: LATER + 1, id: 'm2' })],
    images: { app: `${REPOSITORY}:v1@${digest(1)}` },
  },
  'after somebody set another image': {
    pushes: [FIRST, SECOND],
    byHand: `${REPOSITORY}:v1`,
    images: { app: `${REPOSITORY}:v1@${digest(2)}` },
  },
  'of two containers and an init container at once': {
    made: {
      containers: [
        { name: 'app', image: `${REPOSITORY}:v1` },
        { name: 'proxy', image: 'ghcr.io/shop/proxy:v1' },
        { name: 'worker', image: `${REPOSITORY}:v1` },
      ],
      initContainers: [{ name: 'migrate', image: `${REPOSITORY}:v1` }],
    },
    pushes: [FIRST, SECOND],
    images: {
      app: `${REPOSITORY}:v1@${digest(2)}`,
      proxy: 'ghcr.io/shop/proxy:v1',
      worker: `${REPOSITORY}:v1@${digest(2)}`,
      migrate: `${REPOSITORY}:v1@${digest(2)}`,
    },
  },
  'of a container and an image volume at once': {
    made: {
      containers: [{ name: 'app', image: `${REPOSITORY}:v1` }],
      pod: { volumes: [{ name: 'models', image: { reference: `${REPOSITORY}:v1` } }] },
    },
    pushes: [FIRST, SECOND],
    images: { app: `${REPOSITORY}:v1@${digest(2)}`, 'models.volume': `${REPOSITORY}:v1@${digest(2)}` },
  },
};
