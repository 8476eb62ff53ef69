import { onStage, web, inserted } from './stage.ts';
import { setTimeout as sleep } from 'node:timers/promises';
describe('g', () => { for (const type of ['many']) it(type, () => onStage({ clusters: (r) => ({ up: [web(r)], down: [web(r)] }), fanOut: true, delivery: { ackDeadlineSeconds: 20, retry: { minimum: 1, maximum: 1 }, attempts: 5 } }, async (stage) => {
  stage.cluster('down').fail({ fault: { type: 'forbidden', user: 'u' }, times: Infinity });
  for (let n = 1; n <= (type === 'one' ? 1 : 9); n++) await stage.rest.publish(stage.gcr, { data: inserted(stage.repository, n) });
  for (let i = 0; i < 14; i++) { for (let k = 0; k < 5; k++) { await stage.rest.publish(`projects/${stage.project}/topics/clusters`, ...Array.from({ length: 4 }, () => ({ data: 'garbage' }))); await sleep(300); } const by = Object.groupBy(stage.deliveredShares, (d) => d.messageId); console.log(type, Object.values(by).filter((d) => d![0]!.status === 500).map((d) => d!.length + ':' + d!.map(x=>x.status).join('')).join(' '), (await stage.rest.pull(stage.deadLetters)).length); }
})); });
