import assert from 'node:assert/strict';
import { REASONS } from '../../../lib/core/errors/reason.ts';
import { commandLine, reasonHead } from '../../../lib/cli/terminal/reason-head.ts';

describe('the head of a reason', () => {
  it('says what is the case, and what can be done, in lines of 80 columns', () => {
    const { message } = REASONS.ConnectTimeout;
    const remedy = 'Check the log of that server, then try it again.';
    const head = reasonHead('ConnectTimeout', remedy);
    assert.equal(head.replaceAll(/\s+/g, ' '), ` ConnectTimeout: ${message} ${remedy}`);
    assert.ok(head.split('\n').every((line) => line.length <= 80));
  });

  it('says nothing of what can be done where there is nothing to do', () =>
    assert.equal(
      reasonHead('AlreadyCurrent', 'Nothing to do.'),
      `  AlreadyCurrent: ${REASONS.AlreadyCurrent.message}`,
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
