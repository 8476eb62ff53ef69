/** Labels and annotations of the updater, and keys that look like them: what the image-only policy lets its account change. */
import { digest } from './builders.ts';

type MetadataMap = 'labels' | 'annotations';

/** A key of a map of the metadata. */
export interface OwnKey {
  readonly map: MetadataMap;
  readonly key: string;
  readonly value: string;
  /** Whether the updater's account may also remove it. */
  readonly mayGo: boolean;
}

/** All keys that the updater's account may add and change. */
export const OWN_KEYS: readonly OwnKey[] = [
  { map: 'labels', key: 'app.image-updater/applied', value: '1764387000000.7', mayGo: false },
  { map: 'labels', key: 'image-updater/pending', value: '1764387600000', mayGo: true },
  { map: 'labels', key: 'app.image-updater/failed', value: '0'.repeat(40), mayGo: true },
  { map: 'labels', key: 'image-updater/hold', value: 'true', mayGo: true },
  { map: 'labels', key: 'index.image-updater/epoch', value: 'a1', mayGo: true },
  { map: 'labels', key: 'repo.index.image-updater/web', value: '', mayGo: true },
  { map: 'annotations', key: 'image-updater/updates', value: '{}', mayGo: false },
  { map: 'annotations', key: 'kubernetes.io/change-cause', value: 'a', mayGo: false },
  { map: 'annotations', key: 'image-updater/held', value: '{"by":"alice","at":1}', mayGo: true },
  { map: 'annotations', key: 'image-updater/good', value: '{}', mayGo: true },
  { map: 'annotations', key: 'image-updater/status', value: 'waits for approval of 1.5.0', mayGo: true },
  {
    map: 'annotations',
    key: 'app.image-updater/approved',
    value: digest(1),
    mayGo: false,
  },
];

/** Keys of people and of other tools, some a letter or a map away from an own one. */
export const FOREIGN_KEYS: readonly Pick<OwnKey, 'map' | 'key'>[] = [
  ...[
    'team',
    'image-updater/applied',
    'image-updater/failed',
    'image-updater/pending2',
    'app.image-updater/pending',
    'app.image-updater/hold',
    'image-updater/held',
    'image-updater/good',
    'image-updater/status',
    'app.image-updater/approved',
    'image-updater/epoch',
    'index.image-updater/web',
    'a.index.image-updater/epoch',
    'repo.image-updater/web',
    'a.repo.index.image-updater/web',
    'repo.index.image-updater.example.com/web',
  ].map((key) => ({ map: 'labels', key }) as const),
  ...[
    'note',
    'image-updater/policy',
    'app.image-updater/policy',
    'image-updater/minimum-age',
    'image-updater/require',
    'image-updater/approved',
    'app.image-updater/good',
    'app.image-updater/status',
    'app.image-updater/held',
    'app.image-updater/applied',
    'app.image-updater/failed',
    'image-updater/pending',
    'image-updater/hold',
    'index.image-updater/epoch',
    'repo.index.image-updater/web',
  ].map((key) => ({ map: 'annotations', key }) as const),
];

/** The JSON Pointer of a key (RFC 6901). */
export function metadataPointer({ map, key }: Pick<OwnKey, 'map' | 'key'>): string {
  return `/metadata/${map}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** Metadata with all keys that containers of these names may have. */
export function containerMetadata(names: readonly string[]): {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
} {
  const labels = names.flatMap((name) => [
    [`${name}.image-updater/failed`, '0'.repeat(40)] as const,
    [`repo.index.image-updater/${name}`, ''] as const,
  ]);
  const approvals = names.map((name) => [`${name}.image-updater/approved`, digest(1)] as const);
  return { labels: Object.fromEntries(labels), annotations: Object.fromEntries(approvals) };
}
