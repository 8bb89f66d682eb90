/** The panel's graph of synthetic, model-made and protected data: where they end up. */

import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { DataFlow, FlowEnd } from '../report';
import { Section } from './section';
import { dataWord, protectedWord } from './datalabels';

const ROW = 24;
const WIDTH = 280;
const [LEFT, RIGHT] = [124, 164];
/** Characters of the graph's letters are about this wide. */
const LETTER = 5.6;

interface IProps {
  readonly trans: TranslationBundle;
  readonly flows: readonly DataFlow[];
  readonly onGo: (index: number) => void;
}

export function DataFlows({
  trans,
  flows,
  onGo
}: IProps): React.ReactElement | null {
  if (!flows.length) {
    return null;
  }
  return (
    <Section
      name="flows"
      title={trans.__('Synthetic, model-made and protected data')}
    >
      <Graph trans={trans} flows={flows} onGo={onGo} />
      <ul className="jp-aiprov-Flows">
        {flows.map(flow => (
          <li key={flow.id}>
            <strong>{nameOf(flow)}</strong>
            {flow.name ? ` (${kindOf(flow)})` : ''}
            {' → '}
            {reached(trans, flow)}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function kindOf({ mark, protected: kind }: DataFlow): string {
  return mark === 'protected' && kind ? protectedWord(kind) : dataWord(mark);
}

function nameOf(flow: DataFlow): string {
  return flow.name || kindOf(flow);
}

function reached(trans: TranslationBundle, { ends }: DataFlow): string {
  const said = new Set(ends.map(end => placeOf(trans, end).text));
  return said.size
    ? [...said].join(', ')
    : trans.__('nothing shown or written');
}

/** A cell, whichever of its outputs it is, or a file: what the graph has room for. */
interface IPlace {
  readonly key: string;
  readonly text: string;
  readonly cell: number;
}

function placeOf(trans: TranslationBundle, { cell, file }: FlowEnd): IPlace {
  return file === null
    ? { key: `cell ${cell}`, text: trans.__('cell %1', cell + 1), cell }
    : { key: `file ${file}`, text: file, cell };
}

/** Data at the left, the cells and files that rest on them at the right. */
function Graph({ trans, flows, onGo }: IProps): React.ReactElement | null {
  const places = new Map<string, IPlace>();
  for (const end of flows.flatMap(({ ends }) => ends)) {
    const place = placeOf(trans, end);
    places.set(place.key, place);
  }
  const shown = [...places.values()].sort((a, b) => a.cell - b.cell);
  const rows = new Map(shown.map(({ key }, row) => [key, row]));
  const height = Math.max(flows.length, shown.length) * ROW;
  const middle = (row: number): number => row * ROW + ROW / 2;
  if (!shown.length) {
    return null;
  }
  return (
    <div className="jp-aiprov-Graph">
      <svg
        viewBox={`0 0 ${WIDTH} ${height}`}
        role="group"
        aria-label={trans.__('Where these data end up')}
      >
        {flows.flatMap((flow, row) => {
          const keys = flow.ends.map(end => placeOf(trans, end).key);
          return [...new Set(keys)].map(key => {
            const [from, to] = [middle(row), middle(rows.get(key) ?? 0)];
            const half = (LEFT + RIGHT) / 2;
            return (
              <path
                key={`${flow.id} ${key}`}
                className={`jp-mod-${flow.mark}`}
                d={`M${LEFT} ${from}C${half} ${from} ${half} ${to} ${RIGHT} ${to}`}
              />
            );
          });
        })}
        {flows.map((flow, row) => (
          <Node
            key={flow.id}
            x={0}
            width={LEFT}
            y={row * ROW}
            text={nameOf(flow)}
            modifier={flow.mark}
            onClick={
              flow.made_in === null ? undefined : () => onGo(flow.made_in ?? 0)
            }
          />
        ))}
        {shown.map(({ key, text, cell }, row) => (
          <Node
            key={key}
            x={RIGHT}
            width={WIDTH - RIGHT}
            y={row * ROW}
            text={text}
            modifier="end"
            onClick={() => onGo(cell)}
          />
        ))}
      </svg>
    </div>
  );
}

interface INode {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly text: string;
  readonly modifier: string;
  readonly onClick: (() => void) | undefined;
}

function Node({
  x,
  y,
  width,
  text,
  modifier,
  onClick
}: INode): React.ReactElement {
  const most = Math.floor((width - 12) / LETTER);
  // Of a dotted name or a path the end says most.
  const end =
    text.length > most ? text.split(/[./](?=\w+(?:\.\w+)?$)/).at(-1) : '';
  const short = end || text;
  const shown = short.length > most ? `${short.slice(0, most - 1)}…` : short;
  const interactive = onClick
    ? {
        role: 'button',
        tabIndex: 0,
        onClick,
        onKeyDown: (event: React.KeyboardEvent) => {
          if (event.key === 'Enter' || event.key === ' ') {
            event.preventDefault();
            onClick();
          }
        }
      }
    : { role: 'img' };
  return (
    <g className={`jp-mod-${modifier}`} aria-label={text} {...interactive}>
      <title>{text}</title>
      <rect x={x + 1} y={y + 2} width={width - 2} height={ROW - 4} rx={3} />
      <text x={x + 6} y={y + ROW / 2 + 3.5}>
        {shown}
      </text>
    </g>
  );
}
