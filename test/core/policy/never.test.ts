import { itAnswers, itIsOrderedBy } from './ask.ts';

describe('never', () => {
  itIsOrderedBy('time', ['never']);
  itAnswers([
    ['never', '1.0.0', '1.0.1', 'Never'],
    ['never', 'latest', 'latest', 'Never'],
    ['never', undefined, 'latest', 'Never'],
  ]);
});
