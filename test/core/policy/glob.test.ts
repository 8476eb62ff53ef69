import { itAnswers, itIsOrderedBy } from './ask.ts';

describe('glob:', () => {
  itIsOrderedBy('time', ['glob:main-*']);
  itAnswers([
    ['glob:main-*', 'main-9', 'main-10', 'newer'],
    ['glob:main-*', 'main-10', 'main-9', 'newer'],
    ['glob:main-*', 'feature-1', 'main-2', 'newer'],
    ['glob:main-*', undefined, 'main-2', 'newer'],
    ['glob:main-*', 'main-9', 'feature-10', 'NoMatch'],
    ['glob:main-*', 'main-9', 'not-main-10', 'NoMatch'],
    ['glob:main', 'main', 'main-10', 'NoMatch'],
    ['glob:{main,release}-[0-9]', 'main-1', 'release-2', 'newer'],
    ['glob: main-*', 'main-1', 'main-2', 'newer'],
  ]);
});
