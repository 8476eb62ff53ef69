import { itAnswers, itIsOrderedBy } from './ask.ts';

describe('same-tag', () => {
  itIsOrderedBy('time', ['same-tag']);
  itAnswers([
    ['same-tag', 'latest', 'latest', 'newer'],
    ['same-tag', 'latest', 'Latest', 'OtherTag'],
    ['same-tag', '1.2.3', '1.2.4', 'OtherTag'],
    ['same-tag', '1.2.3', 'v1.2.3', 'OtherTag'],
    ['same-tag', undefined, 'latest', 'NoTag'],
  ]);
});
