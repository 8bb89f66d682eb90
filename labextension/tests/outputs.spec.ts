/** The outputs a run made, told from those it did not. */

import { describe, expect, it } from 'vitest';

import { tracesOf } from '../src/outputs';
import { outputsDigest } from '../src/record/digest';

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
