import { digest } from '../../support/builders.ts';
import { rows } from './deciding.ts';

describe('decide 4: the same digest under another tag, `pin: tag`', () => {
  const known = { followed: { mark: '500.1', digest: digest(1) } };
  const after = { mark: '1000.2', at: 1000, floor: 0 };
  const any = { pin: 'tag', policy: 'any', stands: known } as const;
  rows([
    [
      'writes the tag, for the old one may be deleted, and sets no restartedAt',
      { tag: 'v2' },
      any,
      { to: 'web:v2', ...after },
    ],
    [
      'writes the tag of a glob',
      { tag: 'main-2' },
      { ...any, policy: 'glob:main-*', image: 'web:main-1' },
      { to: 'web:main-2', ...after },
    ],
    [
      'writes the other spelling of a version',
      { tag: 'v1.1.0' },
      { ...any, policy: 'semver:^1', image: 'web:1.1.0' },
      { to: 'web:v1.1.0', ...after },
    ],
    [
      'writes the tag in the place of the implied `latest`',
      { tag: 'v2' },
      { ...any, image: 'web' },
      { to: 'web:v2', ...after },
    ],
    [
      'writes nothing for `latest` where it is implied: mark and record advance',
      { tag: 'latest' },
      { ...any, image: 'web' },
      { skip: 'AlreadyCurrent', ...after },
    ],
    [
      'writes nothing for a tag that the policy does not allow',
      { tag: 'v2' },
      { ...any, policy: 'same-tag' },
      { skip: 'OtherTag' },
    ],
    [
      'writes nothing for a push that is not newer',
      { tag: 'v2', publishedAt: 500 },
      any,
      { skip: 'AlreadyCurrent' },
    ],
    [
      'writes nothing where the nodes have the digest: mark and record advance',
      { tag: 'v2' },
      { ...any, image: 'web:v1@1' },
      { skip: 'AlreadyCurrent', ...after },
    ],
    [
      'writes the tag again where somebody changed the container: its digest is not known',
      { tag: 'v2' },
      { ...any, stands: { moved: '500.3' } },
      { to: 'web:v2', mark: '1000.4', at: 1000, floor: 500 },
    ],
    [
      'writes nothing under `pin: digest`: mark and record advance',
      { tag: 'v2' },
      { ...any, pin: 'digest' },
      { skip: 'AlreadyCurrent', ...after },
    ],
  ]);
});
