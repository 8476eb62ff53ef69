import { itAnswers, itIsOrderedBy } from './ask.ts';

describe('any', () => {
  itIsOrderedBy('time', ['any']);
  itAnswers([
    ['any', '2.0.0', '1.0.0', 'newer'],
    ['any', 'latest', 'latest', 'newer'],
    ['any', undefined, 'latest', 'newer'],
  ]);
});
