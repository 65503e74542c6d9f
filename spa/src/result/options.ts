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

/** A name is cut to the available room; the table shows all of it. */
const cut = (text: string, most: number) =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text;

const midnight = / 00:00:00(\.0+)?$/;

/** A time of the axis in the form of Redshift's timestamps. */
const momentText = (at: number) => new Date(at).toISOString().slice(0, 19).replace('T', ' ');

/** The number of the position that lies nearest to a value. */
function nearest(positions: readonly (number | null)[], value: number): number {
  const distance = (at: number) => Math.abs((positions[at] ?? Infinity) - value);
  return positions.reduce<number>((best, _, at) => (distance(at) < distance(best) ? at : best), 0);
}

/**
 * The options for ECharts. Tooltips are drawn on the canvas: in HTML the values, which can be any
 * text, would be markup.
 *
 * @param width of the chart, in pixels
 */
export function optionsOf(
  { categories, positions, series, isTime }: Drawing,
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
    },
  };
  const named = (name: string) => cut(isTime ? name.replace(midnight, '') : name, 18);
  const axis = {
    axisLine: { lineStyle: { color: colours.line } },
    axisTick: { show: false },
  };
  const xAxis = {
    ...axis,
    type: 'category',
    data: [...categories],
    boundaryGap: kind !== 'line',
    axisLabel: { ...text, hideOverlap: true, formatter: named },
  };
  const narrow = width < 480;
  if (kind === 'heatmap') {
    const points = series.flatMap(({ values }, row) =>
      values.map((value, column) => [column, row, value]),
    );
    const texts = series.flatMap((each) => each.texts);
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
        {
          type: 'heatmap',
          data: points,
          itemStyle: { borderColor: colours.card, borderWidth: 1 },
          tooltip: { valueFormatter: (_: unknown, at: number) => texts[at] ?? '–' },
        },
      ],
    };
  }
  const measured = kind === 'line' ? positions : null;
  return {
    ...common,
    useUTC: true,
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
    xAxis:
      measured === null
        ? xAxis
        : {
            ...axis,
            type: isTime ? 'time' : 'value',
            scale: true,
            splitLine: { show: false },
            axisLabel: {
              ...text,
              hideOverlap: true,
              formatter: isTime ? (at: number) => named(momentText(at)) : undefined,
            },
            axisPointer: {
              label: {
                formatter: ({ value }: { readonly value: number }) =>
                  categories[nearest(measured, value)] ?? '',
              },
            },
          },
    yAxis: {
      type: 'value',
      axisLabel: { ...text, formatter: (value: number) => short.format(value) },
      splitLine: { lineStyle: { color: colours.line } },
    },
    series: series.map(({ name, values, texts }) => ({
      name,
      type: kind === 'line' ? 'line' : 'bar',
      data: measured === null ? [...values] : values.map((value, at) => [measured[at], value]),
      tooltip: { valueFormatter: (_: unknown, at: number) => texts[at] ?? '–' },
      ...(kind === 'line'
        ? { showSymbol: values.length <= 62, symbolSize: 5, lineStyle: { width: 2 } }
        : { barMaxWidth: 36 }),
      ...(kind === 'stacked' && { stack: 'all' }),
    })),
  };
}
