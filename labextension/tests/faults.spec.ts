/** A fault of the recorder is in plain sight, and what it hid is to be reviewed. */

import { describe, expect, it } from 'vitest';

import { cellFaults, isHidden, notebookFaults } from '../src/faults';
import type { Mark } from '../src/record';
import { tracesOf } from '../src/outputs';
import { outputsDigest } from '../src/record/digest';
import type { ICellView } from '../src/views';

const FAULT = { code: 'AP001', message: 'A fault.' };
const OTHER = { code: 'AP403', message: 'Work went to another process.' };
const HIDDEN: Mark = { mark: 'unknown', reason: 'a fault of the recorder' };

function view(marks: readonly Mark[], shown: readonly Mark[] = []): ICellView {
  return {
    record: { run: { marks } },
    outputs: [{ lineage: shown }]
  } as unknown as ICellView;
}

describe('faults of the recorder', () => {
  it('hide what a run did, or what an output rests on', () => {
    expect(isHidden(view([HIDDEN]))).toBe(true);
    expect(isHidden(view([], [HIDDEN]))).toBe(true);
    expect(isHidden(view([{ mark: 'unknown', reason: 'a process' }]))).toBe(
      false
    );
    expect(isHidden(view([{ mark: 'ai-output' }]))).toBe(false);
  });

  it('are told once each, of cells and of sessions', () => {
    const run = {
      id: 'r',
      session: 's',
      seq: 1,
      time: '2026-01-01T00:00:00Z',
      diagnostics: [FAULT, OTHER, FAULT]
    };
    expect(cellFaults({ run })).toEqual([FAULT]);
    expect(cellFaults({})).toEqual([]);
    const session = {
      id: 's',
      started: '2026-01-01T00:00:00Z',
      diagnostics: [FAULT, OTHER]
    };
    expect(notebookFaults({ sessions: [session, session] })).toEqual([FAULT]);
  });
});

describe('the outputs of a run', () => {
  const stream = (name: string, text: string) => ({
    output_type: 'stream',
    name,
    text
  });
  const run = (outputs: readonly unknown[], whole: readonly unknown[]) => ({
    id: 'r',
    session: 's',
    seq: 1,
    time: '2026-01-01T00:00:00Z',
    outputs_sha256: outputsDigest(whole),
    outputs: outputs.map((output, index) => ({
      index,
      sha256: outputsDigest([output]),
      marks: [{ mark: 'synthetic' } as const]
    }))
  });

  it('are the same however a stream was cut', () => {
    const one = run([stream('stdout', 'a\nb\n')], [stream('stdout', 'a\nb\n')]);
    const cut = [stream('stdout', 'a\n'), stream('stdout', 'b\n')];
    expect(tracesOf(one, cut).map(trace => trace?.index)).toEqual([0, 0]);
  });

  it('are the same in whichever order two streams were written', () => {
    const told = [
      stream('stdout', 'a\n'),
      stream('stderr', 'e\n'),
      stream('stdout', 'b\n')
    ];
    const joined = [stream('stdout', 'a\nb\n'), stream('stderr', 'e\n')];
    const found = tracesOf(run(told, told), joined);
    expect(found.map(trace => trace?.marks?.[0]?.mark)).toEqual([
      'synthetic',
      'synthetic'
    ]);
    expect(tracesOf(run(told, told), [stream('stdout', 'x')])).toEqual([
      undefined
    ]);
  });
});
