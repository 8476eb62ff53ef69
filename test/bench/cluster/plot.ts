/** Time and memory of the scans over the size of the cluster, as SVG that reads on light and on dark ground. */
import { init, type EChartsOption } from 'echarts';
import { median } from '../../support/paired-runs.ts';
import type { Result } from './bench.ts';
import type { Taken } from './contest.ts';
import { CLIENT_NODE, CURL_PROTOBUF, KUBECTL, OURS } from './contestants.ts';

const SIZE = { width: 900, height: 420 } as const;

/** Half-way between black and white: 4.4 : 1 against either. */
const INK = '#787878';
const FAINT = '#78787850';

/**
 * Whole processes only: what a warm function takes is no answer to what a program takes. Numbers stand in each of
 * the two panels where no line is near.
 */
const LINES = [
  { name: KUBECTL, color: '#c94f7c', width: 2, labels: ['top', 'top'] },
  { name: CLIENT_NODE, color: '#d9822b', width: 2, labels: ['top', 'bottom'] },
  { name: OURS, color: '#2f81f7', width: 4, labels: ['top', 'bottom'] },
  { name: CURL_PROTOBUF, color: '#3f9c6b', width: 2, labels: ['bottom', 'top'] },
] as const;

/** Two panels over one legend. */
export function scanPlot(results: readonly Result[]): string {
  const scans = results.filter(({ task }) => task === 'scan');
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...SIZE });
  try {
    chart.setOption(optionOf(scans));
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

function optionOf(scans: readonly Result[]): EChartsOption {
  const panels = [
    { title: 'time, seconds', min: 0.04, value: ({ wall }: Taken) => wall / 1000 },
    { title: 'peak memory, MB', min: 4, value: ({ peak }: Taken) => peak },
  ];
  const text = { color: INK, fontFamily: 'sans-serif' };
  return {
    animation: false,
    textStyle: text,
    title: {
      text: 'Which Deployments does a pushed image change?',
      subtext: `one new process each: list all and decide (curl and kubectl only list); real kube-apiserver, median of ${scans[0]?.entries[0]?.runs.length ?? 0}; logarithmic`,
      left: 'center',
      textStyle: { ...text, fontSize: 16 },
      subtextStyle: { ...text, fontSize: 12 },
    },
    legend: { bottom: 0, itemGap: 28, data: LINES.map(({ name }) => name), textStyle: text },
    grid: [
      { left: 60, right: '54%', top: 90, bottom: 80 },
      { left: '55%', right: 30, top: 90, bottom: 80 },
    ],
    xAxis: panels.map((_, gridIndex) => ({
      gridIndex,
      type: 'category',
      name: 'Deployments of 10 KB',
      nameLocation: 'middle',
      nameGap: 28,
      boundaryGap: true,
      data: scans.map(({ size }) => size.toLocaleString('en')),
      axisLabel: text,
      axisLine: { lineStyle: { color: INK } },
    })),
    yAxis: panels.map(({ title, min }, gridIndex) => ({
      gridIndex,
      type: 'log',
      min,
      name: title,
      nameTextStyle: text,
      axisLabel: text,
      splitLine: { lineStyle: { color: FAINT } },
    })),
    series: panels.flatMap(({ value }, panel) =>
      LINES.map(({ name, color, width, labels }) => ({
        type: 'line' as const,
        name,
        xAxisIndex: panel,
        yAxisIndex: panel,
        data: scans.map(({ entries }) => medianOf(entries.find((entry) => entry.name === name)?.runs, value)),
        color,
        lineStyle: { width },
        symbolSize: 7,
        label: { show: true, position: labels[panel] ?? 'top', color, fontSize: 11 },
      })),
    ),
  };
}

function medianOf(runs: readonly Taken[] = [], value: (run: Taken) => number): number {
  const middle = median(runs.map(value));
  return Number(middle.toPrecision(2));
}
