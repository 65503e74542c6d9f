import { BarChart, HeatmapChart, LineChart } from 'echarts/charts';
import {
  GridComponent,
  LegendComponent,
  TooltipComponent,
  VisualMapComponent,
} from 'echarts/components';
import { init, use as withParts } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { themeChanged } from '../theme';
import type { Chart } from '../wire';
import { optionsOf, type Colours } from './options';
import type { Drawing } from './shape';

withParts([
  BarChart,
  HeatmapChart,
  LineChart,
  GridComponent,
  LegendComponent,
  TooltipComponent,
  VisualMapComponent,
  CanvasRenderer,
]);

/** Draws with ECharts, which is loaded together with this file. */
export default function EChart({
  drawing,
  kind,
  label,
}: {
  readonly drawing: Drawing;
  readonly kind: Chart;
  readonly label: string;
}) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const box = place.current;
    if (box === null) {
      return undefined;
    }
    const chart = init(box);
    const draw = () => {
      const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
      const { clientWidth: width } = box;
      chart.setOption(
        { ...optionsOf(drawing, kind, coloursOf(box), width), animation: !still },
        { notMerge: true },
      );
    };
    draw();
    const observer = new ResizeObserver(() => {
      chart.resize();
      draw();
    });
    observer.observe(box);
    themeChanged.addEventListener('change', draw);
    return () => {
      themeChanged.removeEventListener('change', draw);
      observer.disconnect();
      chart.dispose();
    };
  }, [drawing, kind]);
  return <div className="chart-place" ref={place} role="img" aria-label={label} />;
}

/** The page's current colours. A canvas does not understand custom properties. */
function coloursOf(box: HTMLElement): Colours {
  const probe = document.createElement('i');
  box.append(probe);
  const colour = (name: string) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const colours = {
    ink: colour('ink'),
    muted: colour('muted'),
    line: colour('line'),
    card: colour('card'),
    series: Array.from({ length: 8 }, (_, index) => colour(`series-${index + 1}`)),
    cold: colour('heat-0'),
    warm: colour('heat-1'),
    font: getComputedStyle(box).fontFamily,
  };
  probe.remove();
  return colours;
}
