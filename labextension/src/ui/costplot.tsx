/** Energy as bars, each from the least to the most it may have been. */

import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { CostPoint } from '../report';
import { quantityWord } from './labels';

const [WIDTH, HEIGHT, TOP, BOTTOM] = [260, 78, 12, 12];
const FLOOR = HEIGHT - BOTTOM;

interface IProps {
  readonly trans: TranslationBundle;
  readonly points: readonly CostPoint[];
  readonly nameOf: (point: CostPoint) => string;
}

export function CostPlot({
  trans,
  points,
  nameOf
}: IProps): React.ReactElement {
  const known = points.flatMap(({ energy }) => energy ?? []);
  const top = known.reduce((a, b) => (b.max > a.max ? b : a), known[0]);
  const step = WIDTH / points.length;
  const width = Math.max(0.5, Math.min(24, step * 0.7));
  const high = (value: number): number =>
    top.max ? (value / top.max) * (FLOOR - TOP) : 0;
  const most = quantityWord(trans, { ...top, min: top.max });
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={trans.__(
        'Energy: %1 values, the largest %2',
        points.length,
        most
      )}
    >
      <line x1={0} x2={WIDTH} y1={TOP} y2={TOP} />
      <line className="jp-mod-floor" x1={0} x2={WIDTH} y1={FLOOR} y2={FLOOR} />
      <text x={0} y={TOP - 3}>
        {most}
      </text>
      {points.map((point, at) => {
        const x = at * step + (step - width) / 2;
        const said = `${nameOf(point)} · ${quantityWord(trans, point.energy)}`;
        return (
          <g key={point.index}>
            <title>{said}</title>
            {point.energy ? (
              [point.energy.max, point.energy.min].map((value, part) => (
                <rect
                  key={part}
                  className={part ? 'jp-mod-least' : 'jp-mod-most'}
                  x={x}
                  y={FLOOR - high(value)}
                  width={width}
                  height={high(value)}
                />
              ))
            ) : (
              <text className="jp-mod-none" x={x + width / 2} y={FLOOR - 3}>
                ?
              </text>
            )}
          </g>
        );
      })}
      <Ends first={nameOf(points[0])} last={nameOf(points.at(-1)!)} />
    </svg>
  );
}

/** What the first bar and the last stand for. */
function Ends({
  first,
  last
}: {
  readonly first: string;
  readonly last: string;
}): React.ReactElement {
  return (
    <>
      <text x={0} y={HEIGHT - 2}>
        {first}
      </text>
      <text className="jp-mod-last" x={WIDTH} y={HEIGHT - 2}>
        {last}
      </text>
    </>
  );
}
