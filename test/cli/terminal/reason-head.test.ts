import assert from 'node:assert/strict';
import { commandLine, reasonHead } from '../../../lib/cli/terminal/reason-head.ts';

describe('the head of a reason', () => {
  it('says what is the case, and what can be done, in lines of 80 columns', () =>
    assert.deepEqual(reasonHead('ServerError', 'Look at the log of that server.').split('\n'), [
      '  ServerError: The server answered with an error of its own (5xx). Look at the',
      '    log of that server.',
    ]));

  it('says nothing of what can be done where there is nothing to do', () =>
    assert.equal(
      reasonHead('AlreadyCurrent', 'Nothing to do.'),
      '  AlreadyCurrent: The container already runs this content.',
    ));

  it('has nothing in it that a terminal would act on', () =>
    assert.ok(!reasonHead('ServerError', 'Look at \u001b[31m.').includes('\u001b')));
});

describe('the line of a command', () => {
  it('is one, however long', () => {
    const command = `gcloud ${'long '.repeat(50)}end`;
    assert.equal(commandLine(command).trim(), command);
  });
});
