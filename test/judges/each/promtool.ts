import type { Judge } from '../judge.ts';

export const PROMTOOL: Judge = {
  name: 'promtool',
  tool: {
    from: 'Go',
    package: 'github.com/prometheus/prometheus/cmd/promtool',
    module: 'github.com/prometheus/prometheus',
    program: 'promtool',
  },
  subject: 'the metrics of `serve` and `subscribe`',
  rare: 'Go builds it in about five minutes',
  runs: async ({ metrics }) => [{ args: ['check', 'metrics'], input: await metrics() }],
  planted: {
    files: { 'metrics.txt': '# HELP planted Planted.\n# TYPE planted counter\nplanted 1\n' },
    complaint: 'counter metrics should have "_total" suffix',
  },
};
