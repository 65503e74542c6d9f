import type { EChartsCoreOption } from 'echarts/core';
import type { Chart } from '../wire';
import type { Drawing } from './shape';

export interface Colours {
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly card: string;
  readonly series: readonly string[];
  readonly cold: string;
  readonly warm: string;
  readonly font: string;
}

const short = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });
const long = new Intl.NumberFormat(undefined, { maximumFractionDigits: 4 });

/** A name is cut to the available room; the table shows all of it. */
const cut = (text: string, most: number) =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text;

/**
 * The options for ECharts. Tooltips are drawn on the canvas: in HTML the values, which can be any
 * text, would be markup.
 *
 * @param width of the chart, in pixels
 */
export function optionsOf(
  { categories, series, isTime }: Drawing,
  kind: Chart,
  colours: Colours,
  width: number,
): EChartsCoreOption {
  const many = series.length > 1;
  const text = { color: colours.muted, fontSize: 12, fontFamily: colours.font };
  const common = {
    textStyle: { fontFamily: colours.font },
    color: [...colours.series],
    tooltip: {
      renderMode: 'richText',
      trigger: kind === 'heatmap' ? 'item' : 'axis',
      confine: true,
      backgroundColor: colours.card,
      borderColor: colours.line,
      textStyle: { color: colours.ink, fontSize: 12, fontFamily: colours.font },
      valueFormatter: (value: unknown) => (typeof value === 'number' ? long.format(value) : '–'),
    },
  };
  const xAxis = {
    type: 'category',
    data: [...categories],
    boundaryGap: kind !== 'line',
    axisLabel: {
      ...text,
      hideOverlap: true,
      formatter: (name: string) => cut(isTime ? (name.split(' 00:00:00', 1)[0] ?? '') : name, 18),
    },
    axisLine: { lineStyle: { color: colours.line } },
    axisTick: { show: false },
  };
  const narrow = width < 480;
  if (kind === 'heatmap') {
    const points = series.flatMap(({ values }, row) =>
      values.map((value, column) => [column, row, value]),
    );
    const numbers = series.flatMap(({ values }) => values.filter((each) => each !== null));
    return {
      ...common,
      grid: { left: 8, right: 8, top: 8, bottom: 44, containLabel: true },
      xAxis: { ...xAxis, splitArea: { show: false } },
      yAxis: {
        type: 'category',
        inverse: true,
        data: series.map(({ name }) => name),
        axisLabel: { ...text, formatter: (name: string) => cut(name, narrow ? 9 : 16) },
        axisLine: { show: false },
        axisTick: { show: false },
      },
      visualMap: {
        min: numbers.reduce((a, b) => Math.min(a, b), Infinity),
        max: numbers.reduce((a, b) => Math.max(a, b), -Infinity),
        calculable: false,
        orient: 'horizontal',
        left: 'center',
        bottom: 0,
        itemHeight: 120,
        itemWidth: 10,
        text: [short.format(Math.max(...numbers)), short.format(Math.min(...numbers))],
        textStyle: text,
        inRange: { color: [colours.cold, colours.warm] },
      },
      series: [
        { type: 'heatmap', data: points, itemStyle: { borderColor: colours.card, borderWidth: 1 } },
      ],
    };
  }
  return {
    ...common,
    grid: { left: 8, right: 32, top: many ? 40 : 16, bottom: 8, containLabel: true },
    ...(many && {
      legend: {
        type: 'plain',
        top: 0,
        left: 4,
        right: 4,
        itemWidth: 12,
        itemHeight: 8,
        textStyle: { ...text, color: colours.ink },
        formatter: (name: string) => cut(name, narrow ? 10 : 24),
      },
    }),
    xAxis,
    yAxis: {
      type: 'value',
      axisLabel: { ...text, formatter: (value: number) => short.format(value) },
      splitLine: { lineStyle: { color: colours.line } },
    },
    series: series.map(({ name, values }) => ({
      name,
      type: kind === 'line' ? 'line' : 'bar',
      data: [...values],
      ...(kind === 'line'
        ? {
            showSymbol: values.length <= 62,
            symbolSize: 5,
            lineStyle: { width: 2 },
            sampling: 'lttb',
          }
        : { barMaxWidth: 36 }),
      ...(kind === 'stacked' && { stack: 'all' }),
    })),
  };
}
