import assert from 'node:assert/strict';
import { parseTraceContext, type TraceContext } from '../../lib/logging/trace-context.ts';

const ID = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
const NAME = `projects/p/traces/${ID}`;

describe('traceparent', () => {
  const table: readonly (readonly [string, string, TraceContext | undefined])[] = [
    ['that is sampled', `00-${ID}-${SPAN}-01`, { trace: NAME, spanId: SPAN, sampled: true }],
    ['that is not sampled', `00-${ID}-${SPAN}-00`, { trace: NAME, spanId: SPAN, sampled: false }],
    ['with other flags', `00-${ID}-${SPAN}-03`, { trace: NAME, spanId: SPAN, sampled: true }],
    ['of a later version', `01-${ID}-${SPAN}-01-more`, { trace: NAME, spanId: SPAN, sampled: true }],
    ['of the version that is forbidden', `ff-${ID}-${SPAN}-01`, undefined],
    ['whose trace is all zeros', `00-${'0'.repeat(32)}-${SPAN}-01`, undefined],
    ['whose span is all zeros', `00-${ID}-${'0'.repeat(16)}-01`, undefined],
    ['that is too short', `00-${ID.slice(1)}-${SPAN}-01`, undefined],
    ['in upper case', `00-${ID.toUpperCase()}-${SPAN}-01`, undefined],
    ['that is empty', '', undefined],
  ];
  for (const [what, traceparent, trace] of table)
    it(`${what} is ${trace === undefined ? 'passed over' : 'read'}`, () =>
      assert.deepEqual(parseTraceContext({ traceparent }, 'p'), trace));
});

describe('x-cloud-trace-context', () => {
  const table: readonly (readonly [string, string, TraceContext | undefined])[] = [
    ['with span and flag', `${ID}/1;o=1`, { trace: NAME, spanId: '0000000000000001', sampled: true }],
    [
      'with the largest span',
      `${ID}/18446744073709551615;o=0`,
      { trace: NAME, spanId: 'f'.repeat(16), sampled: false },
    ],
    ['with a span beyond that', `${ID}/99999999999999999999;o=1`, { trace: NAME, sampled: true }],
    ['without a flag', `${ID}/10`, { trace: NAME, spanId: '000000000000000a', sampled: false }],
    ['without a span', ID, { trace: NAME, sampled: false }],
    [
      'in upper case',
      `${ID.toUpperCase()}/1;o=1`,
      { trace: NAME, spanId: '0000000000000001', sampled: true },
    ],
    ['of another form', 'projects/p/traces/1', undefined],
    ['that is empty', '', undefined],
  ];
  for (const [what, header, trace] of table)
    it(`${what} is ${trace === undefined ? 'passed over' : 'read'}`, () =>
      assert.deepEqual(parseTraceContext({ 'x-cloud-trace-context': header }, 'p'), trace));
});

describe('the trace of a request', () => {
  const cloud = { 'x-cloud-trace-context': `${ID}/1;o=0` };

  it('is that of traceparent where both headers are there', () =>
    assert.equal(parseTraceContext({ traceparent: `00-${ID}-${SPAN}-01`, ...cloud }, 'p')?.spanId, SPAN));

  it('is that of the other where traceparent cannot be read', () =>
    assert.equal(parseTraceContext({ traceparent: 'x', ...cloud }, 'p')?.spanId, '0000000000000001'));

  it('is the id alone where the project is not known', () => {
    assert.equal(parseTraceContext(cloud, undefined)?.trace, ID);
    assert.equal(parseTraceContext(cloud, '')?.trace, ID);
  });

  it('is none where a header came twice, or not at all', () => {
    assert.equal(parseTraceContext({ traceparent: [`00-${ID}-${SPAN}-01`, 'x'] }, 'p'), undefined);
    assert.equal(parseTraceContext({}, 'p'), undefined);
  });
});
